import * as z from 'zod';
import { operationsOf, RefusedOr, type WireOperation } from './openapi-operation.js';
import { BroodTool, ExposedTool, WireConnector } from './shapes/connector.js';
import { LocalToolColumns } from './shapes/local-tool.js';
import { MessageReply } from './shapes/message.js';
import { EmptyList } from './shapes/platform.js';

const Body = z.looseObject({
  name: z.string().optional(),
  connector: z.string().optional(),
  description: z.string().optional(),
  exposed: z.boolean().optional(),
  settings: z.string().describe('The text of a JSON object').optional(),
});

const act = operationsOf('localTools');

/** The operations of `/localTools` beside its index, for the API document. */
export const localToolOperations: readonly WireOperation[] = Object.freeze([
  act('GET', 'view/{id}', 'getLocalToolById', 'One local tool; its secrets are masked', LocalToolColumns),
  act('GET', 'viewConnector/{name}', 'getConnector', 'One kind of tool', WireConnector),
  act('POST', 'add', 'addLocalTool', 'Add a local tool', RefusedOr(LocalToolColumns.partial()), Body),
  act('PUT', 'edit/{id}', 'editLocalTool', 'Change a local tool', RefusedOr(LocalToolColumns), Body),
  act('DELETE', 'delete/{id}', 'deleteLocalToolById', 'Delete a local tool', EmptyList),
  act('GET', 'exposedTools', 'getExposedTools', 'The tools other nodes may connect to', z.array(ExposedTool)),
  act('GET', 'broodTools/{id}', 'getBroodExposedTools', 'The tools another node shows', z.array(BroodTool)),
  act(
    'POST',
    'connectionRequest/{id}/{remote_tool_id}',
    'issueLocalToolConnectionRequest',
    'Ask another node to connect one of its tools with one of ours',
    MessageReply,
    z.looseObject({ local_tool_id: z.int() }),
  ),
]);
