import { type Connector, fieldsOf, sealedKeys } from '@cerebrate/connector-sdk';
import type { Issue } from '@cerebrate/contract';
import { InvalidInput, type Sealer } from '../../kernel/index.js';
import { settingsPlace } from './local-tool.entity.js';

type Values = Record<string, unknown>;

/** Settings in two parts: what may be shown, and the secrets as sealed text. */
export interface SplitSettings {
  readonly settings: Values;
  readonly sealed: string | null;
}

/** The settings with those of a change over them; a change to null or an empty text forgets a key. */
export function changedSettings(before: Values, changes: Values): Values {
  const merged = { ...before, ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

/** Keeps what the connector knows, in its order. Throws `InvalidInput` with every fault, each at its setting. */
export function judgedSettings(connector: Connector, values: Values): Values {
  const known = fieldsOf(connector.settings).map(({ key }) => key);
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw InvalidInput.at(['settings', unknown], `is no setting of ${connector.title}; it has ${known.join(', ')}`);
  const judged = connector.settings.safeParse(values);
  if (!judged.success) {
    const issues: Issue[] = judged.error.issues.map(({ path, message }) => ({
      path: ['settings', ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
      message,
    }));
    throw new InvalidInput(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues);
  }
  return Object.fromEntries(known.filter((key) => key in values).map((key) => [key, values[key]]));
}

/** Takes the secrets out and seals them for that tool. */
export function splitSettings(sealer: Sealer, connector: Connector, uuid: string, values: Values): SplitSettings {
  const keys = sealedKeys(connector.settings);
  const entries = Object.entries(values);
  const secrets = Object.fromEntries(entries.filter(([key]) => keys.includes(key)));
  return {
    settings: Object.fromEntries(entries.filter(([key]) => !keys.includes(key))),
    sealed: Object.keys(secrets).length === 0 ? null : sealer.seal(JSON.stringify(secrets), settingsPlace({ uuid })),
  };
}

/** The settings with their secrets. */
export function wholeSettings(sealer: Sealer, row: SplitSettings & { readonly uuid: string }): Values {
  if (row.sealed === null) return row.settings;
  return { ...row.settings, ...(JSON.parse(sealer.open(row.sealed, settingsPlace(row))) as Values) };
}

/**
 * Another host asks for the secrets again, so that nobody leads a credential they cannot read to a machine of their own.
 * Throws `InvalidInput` at the first secret that is missing.
 */
export function requireSecretsFor(connector: Connector, before: Values, after: Values, changes: Values): void {
  const host = (values: Values): string | null => {
    const judged = connector.settings.safeParse(values);
    const url = judged.success ? connector.address(judged.data).url : '';
    return URL.canParse(url) ? new URL(url).origin : null;
  };
  if (host(before) === null || host(before) === host(after)) return;
  const missing = sealedKeys(connector.settings).find((key) => key in before && !(key in changes));
  if (missing !== undefined)
    throw InvalidInput.at(['settings', missing], 'must be entered again for another host: it was given for the former');
}
