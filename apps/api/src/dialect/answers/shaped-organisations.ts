import {
  type IndexQuery,
  type MetaField,
  type MetaFieldsByName,
  type MetaTemplatesById,
  type Organisation,
  phpMap,
  type RawMetaField,
  wireJson,
} from '@cerebrate/cerebrate-wire';
import { Inject, Injectable } from '@nestjs/common';
import type { JsonText, Principal } from '../../kernel/index.js';
import type { Exchange } from '../exchange.js';
import { listed } from './replies.js';
import { type ShelvedTemplate, WireTemplates } from './templates.js';

type Rows = Buffer | AsyncIterable<Buffer>;
type Shaping = Pick<IndexQuery, 'full' | 'includeMetatemplate' | 'includeFullMetaFields'>;
type Shelf = ReadonlyMap<number, ShelvedTemplate>;

/** The variants of an organisation that output parameters ask for (WIRE-CONTRACT §2.7). */
@Injectable()
export class ShapedOrganisations {
  constructor(@Inject(WireTemplates) private readonly templates: WireTemplates) {}

  /** Pieces of a list, shaped as they come. `full` means nothing on a list. */
  async *list(principal: Principal, shaping: Shaping, pieces: Rows): AsyncGenerator<string> {
    const shelf = shaping.includeMetatemplate
      ? await this.templates.all(principal)
      : new Map<number, ShelvedTemplate>();
    for await (const piece of piecesOf(pieces)) {
      const rows = rowsIn(piece);
      if (rows.length === 0) continue;
      yield rows.map((row) => wireJson(shaped(row, { ...shaping, full: false }, shelf, 'organisation'))).join(',');
    }
  }

  /** One organisation. */
  async one(principal: Principal, shaping: Shaping, text: Buffer): Promise<string> {
    const row = JSON.parse(text.toString()) as Organisation;
    const used = templateIdsOf(row);
    const shelf = shaping.includeMetatemplate
      ? await this.templates.all(principal)
      : shaping.full
        ? await this.templates.some(principal, used)
        : new Map<number, ShelvedTemplate>();
    return wireJson(shaped(row, shaping, shelf, 'organisation'));
  }

  /** A page as CSV; there is no unpaged one. */
  async csv(exchange: Exchange, pieces: Rows, total: number): Promise<JsonText> {
    const rows: Organisation[] = [];
    for await (const piece of piecesOf(pieces)) rows.push(...rowsIn(piece));
    return listed(exchange, rows, total);
  }
}

/** A page is one piece. */
export const piecesOf = (rows: Rows): Iterable<Buffer> | AsyncIterable<Buffer> =>
  Buffer.isBuffer(rows) ? [rows] : rows;

/** The rows of a page, or of a piece, which is no list by itself. */
export function rowsIn<R = Organisation>(piece: Buffer): R[] {
  const text = piece.toString();
  return JSON.parse(text.startsWith('[') ? text : `[${text}]`) as R[];
}

/** A record that carries values of meta-fields. */
export type ValuedRow = { readonly meta_fields: unknown };

/** The templates of the values a record carries. */
export const templateIdsOf = (row: ValuedRow): number[] =>
  valuesOf(row).flatMap(({ meta_template_id: id }) => id ?? []);

const valuesOf = (row: ValuedRow): readonly MetaField[] => row.meta_fields as readonly MetaField[];

/** One record, shaped; `scope` is that of the templates that may belong to it. */
export function shaped<R extends ValuedRow>(row: R, shaping: Shaping, shelf: Shelf, scope: string): R {
  const values = valuesOf(row);
  const withTemplates = shaping.includeMetatemplate
    ? { ...row, MetaTemplates: templatesOf(values, shelf, scope) }
    : row;
  if (shaping.includeFullMetaFields) return { ...withTemplates, meta_fields: byName(values) };
  if (shaping.full) return { ...withTemplates, meta_fields: values.map((value) => withField(value, shelf)) };
  return withTemplates;
}

function withField(value: MetaField, shelf: Shelf) {
  const template = value.meta_template_id === null ? undefined : shelf.get(value.meta_template_id);
  const field = template?.fields.find(({ id }) => id === value.meta_template_field_id);
  return field && template ? { ...value, meta_template_field: { ...field, meta_template: template.row } } : value;
}

/**
 * Templates by id, fields by id, values by id: of a record with values the templates they belong to (recording 091), of
 * one without the enabled ones (recording 067).
 */
function templatesOf(values: readonly MetaField[], shelf: Shelf, scope: string): MetaTemplatesById {
  const held = new Map<number, Record<string, RawMetaField>>();
  for (const value of values) {
    const { template_uuid: _u, template_version: _v, template_name: _n, template_namespace: _s, ...raw } = value;
    held.set(value.meta_template_field_id, { ...held.get(value.meta_template_field_id), [String(value.id)]: raw });
  }
  const used = new Set(values.map(({ meta_template_id: id }) => id));
  const offered = [...shelf.values()].filter(({ row }) => row.scope === scope && row.enabled);
  const shown = used.size > 0 ? [...shelf.values()].filter(({ row }) => used.has(row.id)) : offered;
  const fieldOf = (field: ShelvedTemplate['fields'][number]) =>
    used.size > 0 ? { ...field, metaFields: phpMap(held.get(field.id) ?? {}) } : field;
  return byId(
    shown.map(({ row, fields, newer }) => ({
      ...row,
      meta_template_fields: byId(fields.map(fieldOf)),
      ...(newer ? { hasNewerVersion: newer } : {}),
    })),
  );
}

const byId = <T extends { readonly id: number }>(rows: readonly T[]) =>
  phpMap(Object.fromEntries(rows.map((row) => [String(row.id), row])));

/** `{template: {field: value, or a list of several}}`. */
function byName(values: readonly MetaField[]): MetaFieldsByName {
  // names are what people called things: none of them is a part of the language
  const templates = Object.create(null) as Record<string, Record<string, string | string[]>>;
  for (const { template_name: template, field, value } of values) {
    const fields = templates[template] ?? (Object.create(null) as Record<string, string | string[]>);
    const known = fields[field];
    fields[field] = known === undefined ? value : [known, value].flat();
    templates[template] = fields;
  }
  return phpMap(templates);
}
