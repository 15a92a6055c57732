import { type Action, type Connector, faultOf, fieldsOf, sealedKeys } from '@cerebrate/connector-sdk';
import type { Connector as ConnectorView, RefusedConnector, ToolAction } from '@cerebrate/contract';
import type { Logger } from 'pino';
import { NotFound, Registry } from '../../kernel/index.js';
import { importConnector } from './import-connector.js';

/** The connectors of one program, loaded at its start, and the packages that were refused (ARCHITECTURE §4.5). */
export class Connectors extends Registry<Connector> {
  constructor(readonly refused: readonly RefusedConnector[] = []) {
    super('connector');
  }

  /** The connector that nodes call so, letter for letter: by the name it has on the wire, or else by its id. */
  spoken(name: string): Connector | undefined {
    return this.list().find(({ wireName, id }) => (wireName ?? id) === name);
  }

  /** The connector of that id. Throws `NotFound`. */
  named(id: string): Connector {
    const found = this.find(id);
    if (!found) throw new NotFound(`there is no connector '${id}' on this node`);
    return found;
  }

  /** Keys of messages between nodes that are credentials, of every connector. */
  get credentials(): string[] {
    return [...new Set(this.list().flatMap((connector) => connector.interconnect?.secrets ?? []))];
  }
}

/** Loads the packages one after another; one that is broken, of another version, or there twice is refused with a reason. */
export async function loadConnectors(
  names: readonly string[],
  log: Logger,
  load: (name: string) => Promise<unknown> = importConnector,
): Promise<Connectors> {
  const found: Connector[] = [];
  const refused: RefusedConnector[] = [];
  for (const name of names) {
    const read = await load(name).catch((error: unknown) => error as Error);
    const reason = read instanceof Error ? read.message : (faultOf(read) ?? twice(found, read as Connector));
    if (reason === null) found.push(read as Connector);
    else {
      refused.push({ name, reason: reason.slice(0, 500) });
      log.error({ connector: name, reason }, 'a connector was refused');
    }
  }
  const connectors = new Connectors(refused);
  for (const connector of found) connectors.add(connector);
  connectors.freeze();
  return connectors;
}

function twice(found: readonly Connector[], { id, wireName, settings }: Connector): string | null {
  if (found.some((other) => other.id === id)) return `another package brings a connector '${id}' already`;
  if (wireName !== undefined && found.some((other) => other.wireName === wireName))
    return `another package calls its connector ${wireName} already`;
  try {
    sealedKeys(settings);
    return null;
  } catch (error) {
    return `its settings cannot be drawn as a form: ${(error as Error).message}`;
  }
}

/** A connector as our API tells it. */
export function connectorView(connector: Connector, toolCount: number): ConnectorView {
  const { id, wireName, title, description, version, settings, placeholders, actions } = connector;
  const { interconnect, mirror, fleet } = connector;
  return {
    id,
    wireName: wireName ?? null,
    title,
    description,
    version,
    settings: fieldsOf(settings, placeholders),
    actions: actions.map(actionView),
    canInterconnect: interconnect !== undefined,
    connectionOptions: interconnect ? fieldsOf(interconnect.options) : [],
    canRotate: interconnect?.rotate !== undefined,
    canTestConnections: interconnect?.verify !== undefined,
    follows: mirror?.follows ?? null,
    hasFleet: fleet !== undefined,
    toolCount,
  };
}

function actionView(action: Action): ToolAction {
  const table = action.kind === 'table' ? action : undefined;
  const form = action.kind === 'form' ? action : undefined;
  return {
    id: action.id,
    kind: action.kind,
    risk: action.risk,
    title: action.title,
    description: action.description ?? null,
    params: fieldsOf(action.params),
    columns: (table?.columns ?? []).map(({ path, label, type, tones, sortable }) => ({
      path,
      label,
      type,
      tones: { ...tones },
      isSortable: sortable ?? false,
    })),
    rowActions: (table?.rowActions ?? []).map(({ action: named, params, when }) => ({
      action: named,
      params: { ...params },
      when: when ? { path: when.path, is: [...when.is] } : null,
    })),
    selectionActions: (table?.selectionActions ?? []).map((one) => ({ ...one })),
    tableActions: [...(table?.tableActions ?? [])],
    shows: form?.shows ?? null,
    isPrefilled: form?.prefill !== undefined,
  };
}
