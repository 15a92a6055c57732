import { DomainError, Settings, settings } from '../kernel/index.js';
import { type CommandContext, WrongUsage } from './command.js';

/** What became of the settings of the original. */
export interface SettingsTaken {
  readonly taken: string[];
  /** Each with the reason. */
  readonly refused: string[];
}

/**
 * Takes the settings of the original's configuration file, by the names they share (WIRE-CONTRACT §9.4); secrets are
 * sealed. A dry run only tells which would be. Throws `WrongUsage` for a file that is none.
 */
export async function configuredSettings(
  text: string,
  isDry: boolean,
  context: CommandContext,
): Promise<SettingsTaken> {
  const chosen = flattened(parsed(text), '');
  const service = isDry ? undefined : (await context.app()).get(Settings);
  const outcome: SettingsTaken = { taken: [], refused: [] };
  // a way to sign in is switched on before another is switched off
  for (const [id, value] of [...chosen].sort(([, a], [, b]) => Number(a === false) - Number(b === false))) {
    const setting = settings.find(id);
    if (!setting) {
      outcome.refused.push(`${id}: there is no such setting here`);
      continue;
    }
    const fitting = [value, Number(value), value === '1' || value === 1, String(value)].find(
      (one) => setting.schema.safeParse(one).success && (one === value || typeof one === typeof setting.default),
    );
    try {
      if (fitting === undefined) throw new DomainErrorLike('its value does not fit here');
      await service?.change(context.principal, id, fitting);
      outcome.taken.push(id);
    } catch (error) {
      if (!(error instanceof DomainError) && !(error instanceof DomainErrorLike)) throw error;
      outcome.refused.push(`${id}: ${error.message}`);
    }
  }
  return outcome;
}

class DomainErrorLike extends Error {}

function parsed(text: string): object {
  try {
    const read = JSON.parse(text) as unknown;
    if (read !== null && typeof read === 'object') return read;
  } catch {
    // said below
  }
  throw new WrongUsage('--settings needs the config/config.json of the original');
}

/** `{"keycloak": {"enabled": true}}` and `{"keycloak.enabled": true}` are the same; lists are values. */
function flattened(from: object, prefix: string): [string, unknown][] {
  return Object.entries(from).flatMap(([key, value]): [string, unknown][] =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? flattened(value as object, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}
