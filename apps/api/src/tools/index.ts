export { ConnectionReader, type PeerConnection } from './connections/connection-reader.js';
export { ConnectionsService } from './connections/connections.service.js';
export { type Objection, ToolMessages } from './connections/tool-messages.js';
export { Connectors } from './connectors/connectors.js';
export { LocalToolWireReader, type WireTool, wireMask } from './local-tools/local-tool-wire-reader.js';
export { LocalToolsService } from './local-tools/local-tools.service.js';
export { ToolActions } from './local-tools/tool-actions.service.js';
export { ToolChecks } from './local-tools/tool-checks.service.js';
export { ToolsModule } from './tools.module.js';
