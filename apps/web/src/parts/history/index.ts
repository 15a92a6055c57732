export { actWords, channelWords, fieldLabel, kindWords } from './change-words.js';
export { ChangeHistory, type ChangeHistoryProps } from './change-history.js';
export { FieldChanges } from './field-changes.js';
