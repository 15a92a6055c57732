export { ChangeHistory, type ChangeHistoryProps } from './change-history.js';
export { actWords, channelWords, fieldLabel, kindChoices, kindWords } from './change-words.js';
export { FieldChanges } from './field-changes.js';
