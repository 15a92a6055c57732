import {
  addReply,
  type EnumerationCollection,
  type EnumerationCollectionInput,
  readDeleteTargets,
  readEnumerationCollection,
  WireRefusal,
  wireMessages,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import {
  EnumerationCollectionChanges,
  type EnumerationCollectionRecord,
  NewEnumerationCollection,
  type RecordRef,
} from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { EnumerationCollections } from '../../fields/index.js';
import { Conflict, NotFound, type Principal } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'name', 'created', 'modified'] as const;

/** `/enumerationCollections` and their values (WIRE-CONTRACT §3.17). */
@Controller()
export class DialectEnumerations {
  constructor(@Inject(EnumerationCollections) private readonly collections: EnumerationCollections) {}

  @Speaks('enumerationCollections/index', 'GET POST', 'enumeration:read')
  async index(exchange: Exchange) {
    const records = await this.#all(exchange.principal);
    const rows = records.map((record) => ({
      ...wireCollection(record),
      value_count: record.values.length,
      values: record.values.map(({ value }) => value),
    }));
    return selected(exchange, rows);
  }

  @Speaks('enumerationCollections/view', 'GET', 'enumeration:read')
  async view(exchange: Exchange) {
    return said(wireCollection(await this.collections.get(exchange.principal, exchange.ref())));
  }

  @Speaks('enumerationCollections/add', 'POST', 'enumeration:write')
  add(exchange: Exchange) {
    const body = exchange.body();
    const input = readEnumerationCollection(body, 'add');
    return saving('EnumerationCollection', 'added', input, async (values) => {
      await this.#refuseKnown(exchange.principal, values.uuid);
      const record = await this.collections.create(
        exchange.principal,
        judged(NewEnumerationCollection, columnsOf(values)),
      );
      return said(addReply({ ...wireCollection(record), values: body.values }, input.supplied, serverSet));
    });
  }

  @Speaks('enumerationCollections/edit', 'POST PUT', 'enumeration:write')
  edit(exchange: Exchange) {
    const body = exchange.body();
    return saving('EnumerationCollection', 'modified', readEnumerationCollection(body, 'edit'), async (values) => {
      const { principal } = exchange;
      const changes = judged(
        EnumerationCollectionChanges,
        await this.#withTarget(principal, exchange.ref(), columnsOf(values)),
      );
      const record = await this.collections.update(principal, exchange.ref(), changes);
      const held = record.values.map(({ id, value }) => ({ id, value, enumeration_collection_id: record.id }));
      return said({
        ...wireCollection(record),
        enumerations: held,
        values: body.values ?? held.map(({ value }) => value),
      });
    });
  }

  @Speaks('enumerationCollections/delete', 'POST DELETE', 'enumeration:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    for (const ref of refs ?? [exchange.ref()]) await deleting(() => this.collections.remove(exchange.principal, ref));
    return deleted();
  }

  @Speaks('enumerations/index', 'GET POST', 'enumeration:read')
  async values(exchange: Exchange) {
    const records = await this.#all(exchange.principal);
    const rows = records.flatMap(({ id: collection, values }) =>
      values.map(({ id, value }) => ({ id, value, enumeration_collection_id: collection })),
    );
    return selected(
      exchange,
      rows.sort((a, b) => a.id - b.id),
    );
  }

  @Speaks('enumerations/delete', 'POST DELETE', 'enumeration:write')
  async deleteValue(exchange: Exchange) {
    for (const ref of readDeleteTargets(exchange.route.args[0], exchange.body()) ?? [exchange.ref()]) {
      if (!('id' in ref)) throw new WireRefusal(404, wireMessages.notFound);
      await this.collections.removeValue(exchange.principal, ref.id);
    }
    return deleted();
  }

  async #all(principal: Principal): Promise<EnumerationCollectionRecord[]> {
    const { items } = await this.collections.list(principal, listRequest());
    const records: EnumerationCollectionRecord[] = [];
    for (const { id } of items) records.push(await this.collections.get(principal, { id }));
    return records;
  }

  /** Model and field change together in our API; the wire may send one of them. */
  async #withTarget(principal: Principal, ref: RecordRef, columns: Readonly<Record<string, unknown>>) {
    if ('targetModel' in columns === 'targetField' in columns) return columns;
    const { targetModel, targetField } = await this.collections.get(principal, ref);
    return { targetModel, targetField, ...columns };
  }

  /** A collection sent a second time is no second collection. */
  async #refuseKnown(principal: Principal, uuid: string | undefined): Promise<void> {
    if (uuid === undefined) return;
    const known = await this.collections.get(principal, { uuid }).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    if (known)
      throw new Conflict('this uuid is taken', [{ path: ['uuid'], message: 'is taken by another collection' }]);
  }
}

function columnsOf({ name, description, target_model, target_field, enabled, values }: EnumerationCollectionInput) {
  const columns = {
    name,
    description: description === null ? '' : description,
    targetModel: target_model,
    targetField: target_field,
    enabled,
    values: values && [...values],
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** A deleted collection is gone here, so that none is served as `deleted`. */
const wireCollection = (record: EnumerationCollectionRecord): EnumerationCollection => ({
  id: record.id,
  uuid: record.uuid,
  name: record.name,
  description: record.description === '' ? null : record.description,
  target_model: record.targetModel,
  target_field: record.targetField,
  enabled: record.enabled,
  deleted: false,
  created: wireTime(new Date(record.created)),
  modified: wireTime(new Date(record.modified)),
});
