import {
  type Address,
  type Connector,
  RemoteFailed as ConnectorFailed,
  type Reply,
  type Tool,
  type ToolHttp,
  type ToolLog,
} from '@cerebrate/connector-sdk';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Conflict, InvalidInput, LOG, Remote, RemoteFailed, type RemotePeer, Sealer } from '../../kernel/index.js';
import { type LocalToolEntity, settingsPlace } from '../local-tools/local-tool.entity.js';

const defaultTimeoutMs = 30_000;
const mostBytes = 64 * 1024 * 1024;

/** What of a tool is needed to lend it. */
export type LentTool = Pick<LocalToolEntity, 'id' | 'uuid' | 'name' | 'settings' | 'sealed'>;

/** How a tool is lent: whether its connector may change something there, and until when. */
export interface Loan {
  readonly isReadOnly?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Lends a tool to its connector for one call (ARCHITECTURE §4.5): settings with opened secrets, and HTTP that goes to
 * that tool alone, through the one door to other machines.
 */
@Injectable()
export class ToolLender {
  constructor(
    @Inject(Remote) private readonly remote: Remote,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** The tool, ready for one call. Throws `Conflict` when its settings do not suit its connector any more. */
  lend(connector: Connector, row: LentTool, loan: Loan = {}): Tool {
    const settings = this.settingsOf(connector, row);
    return {
      id: row.id,
      uuid: row.uuid,
      name: row.name,
      settings,
      http: this.#http(row, connector.address(settings), this.#secrets(row), loan),
      log: this.#logOf(connector, row),
      now: () => new Date(),
      signal: loan.signal ?? new AbortController().signal,
    };
  }

  /** The settings as their connector reads them, secrets opened. Throws `Conflict`. */
  settingsOf(connector: Connector, row: LentTool): unknown {
    const judged = connector.settings.safeParse({ ...row.settings, ...this.#open(row) });
    if (judged.success) return judged.data;
    const [issue] = judged.error.issues;
    throw new Conflict(
      `the settings of ${row.name} do not suit its connector: ${issue?.path.join('.')} ${issue?.message}; correct them`,
    );
  }

  #open({ uuid, sealed }: LentTool): Record<string, unknown> {
    return sealed === null
      ? {}
      : (JSON.parse(this.sealer.open(sealed, settingsPlace({ uuid }))) as Record<string, unknown>);
  }

  #secrets(row: LentTool): string[] {
    return Object.values(this.#open(row)).filter((value): value is string => typeof value === 'string');
  }

  #http(row: LentTool, address: Address, secrets: readonly string[], { isReadOnly, signal }: Loan): ToolHttp {
    const peer: RemotePeer = {
      name: row.name,
      timeoutMs: address.timeoutMs ?? defaultTimeoutMs,
      maxBytes: mostBytes,
      trustsAnyCertificate: address.trustsAnyCertificate ?? false,
      secrets,
      ...(address.authority === undefined ? {} : { tls: { authority: address.authority } }),
    };
    const send = async (method: string, path: string, json?: unknown): Promise<Reply> => {
      const url = addressOf(row, address.url, path);
      // a content type without content makes some tools look for it (Mailman answers 400)
      const kind: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
      const headers = { accept: 'application/json', ...kind, ...address.headers };
      const asked = { method, url, headers, ...(json === undefined ? {} : { json }), ...(signal ? { signal } : {}) };
      return this.remote.ask(peer, asked).catch((error: unknown) => {
        throw error instanceof RemoteFailed ? asConnectorsKnowIt(error) : error;
      });
    };
    return {
      get: (path) => send('GET', path),
      ask: (path, json) => send('POST', path, json),
      send: async (method, path, json) => {
        if (isReadOnly) throw new RemoteFailed(row.name, null, 'its connector may only read here');
        return send(method, path, json);
      },
    };
  }

  #logOf(connector: Connector, row: LentTool): ToolLog {
    const about = { connector: connector.id, tool: row.id };
    return {
      info: (message, facts) => this.log.info({ ...facts, ...about }, message),
      warn: (message, facts) => this.log.warn({ ...facts, ...about }, message),
    };
  }
}

/** A failure in the form that the SDK promises to connectors; the host finds its own again in it (`toldFailure`). */
const asConnectorsKnowIt = (error: RemoteFailed): ConnectorFailed =>
  Object.assign(new ConnectorFailed(error.remote, error.remoteStatus, error.summary), { cause: error });

/** The path behind the base address, unchanged; a path that leads to another host is refused. */
function addressOf(row: LentTool, base: string, path: string): string {
  const url = `${base}${path}`;
  if (!path.startsWith('/') || !URL.canParse(url) || new URL(url).host !== new URL(base).host)
    throw InvalidInput.at(['path'], `must be a path at ${row.name}, beginning with a slash`);
  return url;
}
