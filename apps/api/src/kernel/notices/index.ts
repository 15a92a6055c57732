export { type NoticeDraft, type NoticeKind, noticeKinds, type WatchedChange } from './notice.js';
