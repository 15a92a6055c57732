import { connectionWords, type LocalToolColumns, wireTime } from '@cerebrate/cerebrate-wire';
import { type Connector, type Issue, toolHealthStates } from '@cerebrate/contract';
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

/** How a tool is, in the list of connectors (recording 369, WIRE-CONTRACT §6.5). */
export const connectionHealth = (
  { id, name }: { readonly id: number; readonly name: string },
  { state, message }: { readonly state: (typeof toolHealthStates)[number]; readonly message: string },
) => ({
  name,
  health: toolHealthStates.indexOf(state === 'issues' ? 'ok' : state),
  message,
  url: `/localTools/view/${id}`,
});

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
