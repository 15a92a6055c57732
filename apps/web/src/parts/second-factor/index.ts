export { EnrolApp } from './enrol-app.js';
export { EnrolPasskey } from './enrol-passkey.js';
export { NewPasswordInput } from './new-password-input.js';
export { PasswordForm } from './password-form.js';
export { ShownCodes } from './recovery-codes.js';
export { browserName, SessionTable } from './session-table.js';
export { text as factorText } from './text.js';
