export { ConnectionBadge, ToolHealthBadge } from './badges.js';
export { Handshake } from './handshake.js';
export { text as toolText } from './text.js';
export { isWriteOnly, toolFormItems, toolFormValues } from './tool-fields.js';
export { toolSchema } from './tool-form.js';
