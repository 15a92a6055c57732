import type * as z from 'zod';
import type { Action } from './action.js';
import type { Fleet } from './fleet.js';
import type { Interconnect } from './interconnect.js';
import type { Mirror } from './mirror.js';
import type { Address, Health, Tool } from './tool.js';

/** Everything a connector is: data and functions, no state. */
export interface Connector<S = unknown, O = unknown> {
  /** Lower case with dashes, unique among connectors: `misp`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** The range of versions of this library it was written for, such as `^1.0.0`. */
  readonly sdk: string;
  /** The name by which nodes of the original know it: `MispConnector`. Without it tools of it are not exchanged with them. */
  readonly wireName?: string;
  /** An object schema, its secrets marked with `sealed`; the form is drawn from it. */
  readonly settings: z.ZodType<S>;
  /** Examples shown in the empty form. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Where the tool is, by its settings. */
  address(settings: S): Address;
  /** How the tool is; asks it nothing that changes it. */
  health(tool: Tool<S>): Promise<Health>;
  readonly actions: readonly Action<S>[];
  readonly interconnect?: Interconnect<S, O>;
  readonly mirror?: Mirror<S>;
  readonly fleet?: Fleet<S>;
}

/** Declares a connector; the default export of its package. Throws when it contradicts itself. */
export function defineConnector<S, O = unknown>(connector: Connector<S, O>): Connector<S, O> {
  const fault = faultOf(connector as unknown as Connector);
  if (fault) throw new Error(`connector ${connector.id}: ${fault}`);
  return Object.freeze(connector);
}

const idPattern = /^[a-z][a-z0-9-]{0,62}$/;

/** Why a value is no connector this library can host; null for one it can. Checks packages of strangers, so trusts nothing. */
export function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'its default export is no connector';
  const { id, title, version, sdk, settings, address, health, actions } = value as Partial<Connector>;
  if (typeof id !== 'string' || !idPattern.test(id)) return 'its id is not lower case letters, digits and dashes';
  if (![title, version, sdk].every((text) => typeof text === 'string' && text !== ''))
    return 'title, version or sdk is missing';
  if (!isHostedBy(sdk as string)) return `it was written for version ${sdk} of the SDK; this node has ${sdkVersion}`;
  if (typeof settings?.safeParse !== 'function') return 'its settings are no schema';
  if (typeof address !== 'function' || typeof health !== 'function') return 'address or health is no function';
  if (!Array.isArray(actions)) return 'its actions are no list';
  return faultOfActions(actions as readonly Action[]);
}

function faultOfActions(actions: readonly Action[]): string | null {
  const ids = actions.map((action) => action.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return `two actions are called ${twice}`;
  const broken = actions.find(
    (action) =>
      !idPattern.test(String(action.id)) ||
      typeof action.run !== 'function' ||
      typeof action.params?.parse !== 'function',
  );
  return broken ? `its action ${String(broken.id)} has no proper id, params or run` : null;
}

/** The version of this library: what `sdk` of a connector is compared with. */
export const sdkVersion = '1.0.0';

/** Whether a range such as `^1.0.0`, `1.x`, `>=1.0.0 <2` lets this version in: the same major version, none newer. */
function isHostedBy(range: string): boolean {
  const [major = 0, minor = 0] = sdkVersion.split('.').map(Number);
  const asked = /^[\^~>=v\s]*(\d+)(?:\.(\d+|x|\*))?/.exec(range);
  if (!asked) return range === '*';
  return Number(asked[1]) === major && (Number(asked[2]) || 0) <= minor;
}
