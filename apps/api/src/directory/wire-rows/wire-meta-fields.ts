import { Inject, Injectable } from '@nestjs/common';
import { isShown, metaTemplateChanged } from '../../fields/index.js';
import { Events, KeptAnswers, name, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import type { WireBytes } from './wire-bytes.js';
import { secondsOf, timeText } from './wire-text.js';

/** What is the same in every value of one template field: the constant end of its JSON. */
interface FieldPart {
  readonly templateId: number | null;
  readonly text: string;
}

interface PartRow {
  field_id: number | null;
  field: string;
  scope: string;
  template_id: number | null;
  directory_id: number;
  uuid: string;
  template_version: string;
  name: string;
  namespace: string;
}

/** Stands between values; no value holds it, since every field type refuses control characters. */
const between = '\u001f';
const lengthOfUuid = 36;

/** The constant parts of every field as they were at one moment. */
export class FieldParts {
  readonly #parts = new Map<string, FieldPart>();
  readonly #directory = new Map<number, Omit<PartRow, 'field' | 'field_id' | 'template_id'>>();

  constructor(rows: readonly PartRow[]) {
    for (const row of rows) {
      this.#directory.set(row.directory_id, row);
      if (row.field_id !== null) this.#parts.set(String(row.field_id), partOf(row));
    }
  }

  /** The template of a loaded field, or undefined. */
  templateOf(fieldId: number): number | null | undefined {
    return this.#parts.get(String(fieldId))?.templateId;
  }

  /** The part behind a key of `wireValuesColumn`; undefined when the field is younger than these parts. */
  part(key: string): FieldPart | undefined {
    return this.#parts.get(key) ?? this.#unloaded(key);
  }

  /** A value of a template this node does not have is known by the name directory only (FEATURES MT-14). */
  #unloaded(key: string): FieldPart | undefined {
    const [, directoryId, scope = '', hex = ''] = /^d(\d+)-([a-z]+)-([0-9a-f]*)$/.exec(key) ?? [];
    const template = this.#directory.get(Number(directoryId));
    if (!template) return undefined;
    const field = Buffer.from(hex, 'hex').toString('utf8');
    const part = partOf({ ...template, scope, field, field_id: null, template_id: null });
    this.#parts.set(key, part);
    return part;
  }
}

function partOf(row: PartRow): FieldPart {
  const members = {
    scope: row.scope,
    field: row.field,
    meta_template_id: row.template_id,
    meta_template_field_id: row.field_id,
    is_default: false,
    meta_template_directory_id: row.directory_id,
    template_uuid: row.uuid,
    template_version: row.template_version,
    template_name: row.name,
    template_namespace: row.namespace,
  };
  return { templateId: row.template_id, text: JSON.stringify(members).slice(1) };
}

/** The constant parts of meta-field JSON, kept until a template changes. */
@Injectable()
export class WireMetaFields {
  readonly #kept: KeptAnswers<FieldParts>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) events: Events,
  ) {
    this.#kept = new KeptAnswers(events, [metaTemplateChanged]);
  }

  /** The parts as kept; at most one statement, none while no template changes. */
  parts(): Promise<FieldParts> {
    return this.#kept.get('parts', () => this.fresh());
  }

  /** The parts read anew, for values of a field or a peer's template that came after the kept ones. */
  async fresh(): Promise<FieldParts> {
    return new FieldParts(
      await this.store.read<PartRow>(sql`
        select f.id as field_id, coalesce(f.field, '') as field, coalesce(t.scope, '') as scope, t.id as template_id,
          d.id as directory_id, d.uuid, d.template_version, d.name, d.namespace
        from meta_template_directory d
        left join meta_templates t on t.directory_id = d.id
        left join meta_template_fields f on f.template_id = t.id`),
    );
  }
}

/**
 * The values of a record that the caller sees as compact text for `writeMetaFields`: of each value only what differs from value to value. Measured
 * against JSON built in the database (decision 011). `record` is the alias of the owner's row.
 */
export function wireValuesColumn(
  principal: Principal,
  owner: 'organisation' | 'individual' | 'user',
  record: string,
): Sql {
  return sql`(
    select string_agg(concat(m.id, '|', m.field_id, case when m.field_id is null then
        concat('d', m.directory_id, '-', ${owner}::text, '-', encode(convert_to(m.field, 'UTF8'), 'hex')) end, '|',
      case when m.created <> ${name(`${record}.created`)} then ${secondsOf('m.created')} end, '|',
      case when m.modified <> m.created then ${secondsOf('m.modified')} end, '|',
      m.uuid, replace(m.value, ${between}, '')), ${between})
    from meta_fields m where m.${name(`${owner}_id`)} = ${name(`${record}.id`)} and ${isShown(principal)})`;
}

/** Stand in a template for what every value of a record shares, and around what its constant end depends on. */
const ownMark = '\u0001';
const tailBegins = '\u0002';
const tailEnds = '\u0003';
const marks = new RegExp(`${ownMark}|${tailBegins}[^${tailEnds}]*${tailEnds}`, 'g');

/**
 * Values as `wireValuesColumn` sends them, in the order of their ids, as JSON with marks in place of what is long and
 * the same in many of them. Blank when there are none.
 */
export function valuesTemplate(values: string | null): string {
  if (values === null) return '';
  const entries = values.split(between);
  sortById(entries);
  const written = entries.map((entry) => {
    const afterId = entry.indexOf('|');
    const afterKey = entry.indexOf('|', afterId + 1);
    const afterCreated = entry.indexOf('|', afterKey + 1);
    const afterModified = entry.indexOf('|', afterCreated + 1);
    const uuidEnds = afterModified + 1 + lengthOfUuid;
    const value = `${entry.slice(afterModified + 1, uuidEnds)}","value":${JSON.stringify(entry.slice(uuidEnds))}`;
    return `{"id":${entry.slice(0, afterId)}${ownMark}${value}${tailBegins}${entry.slice(afterId + 1, afterModified)}${tailEnds}`;
  });
  return written.join(',');
}

/** The record whose values are written: `created` in seconds, which values made with it do not repeat. */
interface ValuesOwner {
  readonly id: number;
  readonly created: string;
  readonly values: string;
}

/** Writes the JSON list of a template. The answer is false when `parts` do not know a field. */
export function writeMetaFields(out: WireBytes, parts: FieldParts, { id, created, values }: ValuesOwner): boolean {
  if (values === '') {
    out.text('[]');
    return true;
  }
  const own = `,"parent_id":${id},"uuid":"`;
  const tails = new Map<string, string>();
  let isWhole = true;
  const tailOf = (mark: string): string => {
    const [key = '', made = '', modified = ''] = mark.slice(1, -1).split('|');
    const part = parts.part(key);
    if (!part) isWhole = false;
    const tail = `${timesOf(created, made, modified)}${part?.text ?? '"field":null}'}`;
    tails.set(mark, tail);
    return tail;
  };
  const text = values.replace(marks, (mark) => (mark === ownMark ? own : (tails.get(mark) ?? tailOf(mark))));
  out.text(`[${text}]`);
  return isWhole;
}

/**
 * In the order of the ids they begin with; cheaper here than in the aggregate, since there are few. Ids of as many digits
 * sort as text.
 */
function sortById(entries: string[]): void {
  const digits = entries[0]?.indexOf('|') ?? 0;
  if (entries.every((entry) => entry.indexOf('|') === digits)) entries.sort();
  else entries.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The times of a value in seconds; a blank `created` is that of the record, a blank `modified` that of `created`. */
function timesOf(record: string, created: string, modified: string): string {
  const made = timeText(created === '' ? record : created);
  return `,"created":"${made}","modified":"${modified === '' ? made : timeText(modified)}",`;
}
