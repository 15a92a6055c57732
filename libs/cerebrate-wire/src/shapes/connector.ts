import * as z from 'zod';
import { WireId } from './scalars.js';

const connector = {
  name: z.string(),
  connector: z.string(),
  connector_version: z.string(),
  connector_description: z.string(),
  connector_settings: z.record(z.string(), z.looseObject({ type: z.string() })),
  connector_settings_placeholder: z.record(z.string(), z.string()),
};

/** A kind of tool (contract 3.10). */
export const WireConnector = z.strictObject(connector);

/** A kind of tool with its tools, as the index lists them (contract 3.10). */
export const ListedConnector = z.strictObject({
  ...connector,
  connections: z.array(
    z.strictObject({
      name: z.string(),
      /** 0 unknown, 1 ok, 2 issues, 3 error. */
      health: z.int(),
      message: z.string(),
      url: z.string(),
      diagnostics: z.unknown().optional(),
    }),
  ),
});

/** A tool as other nodes are shown it (contract 5.1). */
export const ExposedTool = z.strictObject({
  id: WireId,
  name: z.string(),
  connector: z.string(),
  description: z.string().nullable(),
});

/** A tool of another node with our connections to it (contract 5.1). */
export const BroodTool = z.strictObject({
  ...ExposedTool.shape,
  local_tools: z.array(z.strictObject({ id: WireId, name: z.string(), status: z.string() })),
});
