import { fieldsOf, sealedKeys } from '@cerebrate/connector-sdk';
import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { notFound, type Principal, refCondition, type Sql, sql } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import type { LocalToolEntity } from './local-tool.entity.js';
import { localToolScope } from './local-tool.scope.js';
import { LocalToolsService } from './local-tools.service.js';

/** What stands for a secret on the wire; sent back, it leaves the secret as it is. */
export const wireMask = '*'.repeat(40);

/** A tool under the names of the original's columns (WIRE-CONTRACT §3.10). */
export interface WireTool {
  readonly id: number;
  readonly name: string;
  readonly connector: string;
  /** Text of a JSON object; secrets are masked. */
  readonly settings: string;
  readonly exposed: boolean;
  readonly description: string | null;
  readonly created: Date;
  readonly modified: Date;
}

/** Tools as nodes of the original and their scripts know them. */
@Injectable()
export class LocalToolWireReader {
  constructor(
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(Connectors) private readonly connectors: Connectors,
  ) {}

  /** The tools of a connector that the caller sees, in order of id; of every connector without one. */
  async all(principal: Principal, wireName?: string): Promise<WireTool[]> {
    const connector = wireName === undefined ? undefined : this.connectors.spoken(wireName);
    const which = wireName === undefined ? sql`true` : sql`t.connector = ${connector?.id ?? ''}`;
    return this.#read(sql`${localToolScope.see.where(principal, 't')} and ${which}`);
  }

  /** One tool. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WireTool> {
    const [row] = await this.#read(sql`${localToolScope.see.where(principal, 't')} and ${refCondition('t', ref)}`);
    if (!row) throw notFound('tool');
    return row;
  }

  /** What other nodes are told, whoever of them asks (WIRE-CONTRACT §5.1). */
  async exposed(): Promise<Pick<WireTool, 'id' | 'name' | 'connector' | 'description'>[]> {
    const rows = await this.tools.rows(sql`t.exposed`);
    return rows
      .filter((row) => this.connectors.find(row.connector)?.wireName !== undefined)
      .map((row) => ({ id: row.id, name: row.name, connector: this.#wireName(row), description: row.description }));
  }

  async #read(where: Sql): Promise<WireTool[]> {
    return (await this.tools.rows(where)).map((row) => ({
      id: row.id,
      name: row.name,
      connector: this.#wireName(row),
      settings: this.#settings(row),
      exposed: row.exposed,
      description: row.description,
      created: row.created,
      modified: row.modified,
    }));
  }

  #wireName({ connector }: LocalToolEntity): string {
    return this.connectors.find(connector)?.wireName ?? connector;
  }

  #settings({ connector, settings, sealed }: LocalToolEntity): string {
    const schema = this.connectors.find(connector)?.settings;
    if (!schema) return JSON.stringify(settings);
    const secrets = sealed === null ? [] : sealedKeys(schema);
    const masked = { ...settings, ...Object.fromEntries(secrets.map((key) => [key, wireMask])) };
    const keys = fieldsOf(schema).map(({ key }) => key);
    return JSON.stringify(Object.fromEntries(keys.filter((key) => key in masked).map((key) => [key, masked[key]])));
  }
}
