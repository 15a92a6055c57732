import { connectionWords, type LocalToolColumns, wireTime } from '@cerebrate/cerebrate-wire';
import type { Action } from '@cerebrate/connector-sdk';
import { type Connector, type Issue, type ToolCheck, toolHealthStates } from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';
import type { PeerConnection, WireTool } from '../../tools/index.js';

/** A tool's columns as the original serves them (recording 370). */
export const toolColumns = (row: WireTool): LocalToolColumns => ({
  id: row.id,
  name: row.name,
  connector: row.connector,
  settings: row.settings,
  exposed: row.exposed,
  description: row.description,
  created: wireTime(row.created),
  modified: wireTime(row.modified),
});

/** A kind of tool (recording 373): the settings it has an example for are those of the original. */
export function connectorColumns({ wireName, id, title, version, description, settings }: Connector) {
  const known = settings.filter(({ placeholder }) => placeholder !== null);
  return {
    name: title,
    connector: wireName ?? id,
    connector_version: version,
    connector_description: description,
    connector_settings: Object.fromEntries(
      known.map(({ key, input }) => [key, { type: input === 'boolean' ? 'boolean' : 'text' }]),
    ),
    connector_settings_placeholder: Object.fromEntries(known.map(({ key, placeholder }) => [key, placeholder])),
  };
}

type Named = Pick<Action, 'id' | 'title' | 'wireName'>;

/** How a tool is, in the list of connectors; its findings stand there when its key is taken (recordings 369, `health`). */
export const connectionHealth = (
  { id, name }: { readonly id: number; readonly name: string },
  { state, message, findings }: Pick<ToolCheck, 'state' | 'message' | 'findings'>,
  actions: readonly Named[],
) => ({
  name,
  health: toolHealthStates.indexOf(state === 'issues' ? 'ok' : state),
  message,
  url: `/localTools/view/${id}`,
  ...(state === 'ok' || state === 'issues' ? { diagnostics: diagnosticsOf(id, findings, actions) } : {}),
});

/** Findings by their names; an empty list is one, in PHP's way. */
function diagnosticsOf(toolId: number, findings: ToolCheck['findings'], actions: readonly Named[]) {
  if (findings.length === 0) return [];
  const told = findings.map(({ id, severity, message, remedy }) => {
    const action = actions.find((one) => one.id === remedy);
    const url = action && `/localTools/action/${toolId}/${action.wireName ?? action.id}`;
    return [
      id,
      { type: severity, message, ...(url ? { remediation: { icon: 'fa-sync', title: action.title, url } } : {}) },
    ];
  });
  return Object.fromEntries(told) as Record<string, unknown>;
}

/** Our connections to a remote tool with the words of the original; what it would not list is left out. */
export const connectedTools = (connections: readonly PeerConnection[]) =>
  connections.flatMap(({ id, name, side, state, endsAs }) => {
    const settled = state === 'withdrawing' ? (endsAs ?? 'cancelled') : state;
    const isHidden = side === 'asked' && (settled === 'declined' || settled === 'cancelled');
    const status = isHidden ? undefined : connectionWords[settled];
    return status === undefined ? [] : [{ id, name, status }];
  });

/** Faults of settings as the original says them: one text at `settings` (recording 380). */
export function settingsFault(error: unknown): unknown {
  if (!(error instanceof InvalidInput)) return error;
  const inside = error.issues.filter(({ path }) => path[0] === 'settings' && path.length > 1);
  if (inside.length === 0) return error;
  const text = inside.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`).join('; ');
  const others: Issue[] = error.issues.filter((issue) => !inside.includes(issue));
  return new InvalidInput(error.message, [...others, { path: ['settings'], message: text }]);
}
