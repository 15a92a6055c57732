export { addressOf, type CallOptions, call } from './call.js';
export { onLive } from './live.js';
export { askPasskey, knowsPasskeys, makePasskey } from './passkey.js';
export { ProblemError } from './problem-error.js';
export { onHeld, onProofNeeded } from './proof.js';
export { answerStep, leaveStep, reloadSession, signInByPasskey } from './second-factor.js';
export {
  keepSetting,
  loadSession,
  may,
  signIn,
  signOut,
  signOutEverywhere,
} from './session.js';
export { currentSession, onSignedOut, watchSession } from './session-store.js';
export { type UploadOptions, upload } from './upload.js';
