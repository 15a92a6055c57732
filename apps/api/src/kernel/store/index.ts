export * from './deep-pages.js';
export * from './kept-answers.js';
export * from './list-plan.js';
export * from './records.js';
export * from './sealer.js';
export * from './sql.js';
export { slowStatementMs } from './statement-watch.js';
export * from './store.js';
export * from './work.js';
