export { dialectDestination } from './destination.js';
export { DialectModule } from './dialect.module.js';
export { formSpeaker, signInForm } from './sign-in-form/form-page.js';
export { dialectSpeaker } from './speaker.js';
