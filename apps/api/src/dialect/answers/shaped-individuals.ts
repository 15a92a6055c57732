import type { IndexQuery } from '@cerebrate/cerebrate-wire';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../kernel/index.js';
import { shaped, templateIdsOf, type ValuedRow } from './shaped-organisations.js';
import { type ShelvedTemplate, WireTemplates } from './templates.js';

type Shaping = Pick<IndexQuery, 'full' | 'includeMetatemplate' | 'includeFullMetaFields'>;

/** The variants of a person that output parameters ask for (WIRE-CONTRACT §2.7). */
@Injectable()
export class ShapedIndividuals {
  constructor(@Inject(WireTemplates) private readonly templates: WireTemplates) {}

  /** A page, shaped. `full` means nothing on a list. */
  async list<R extends ValuedRow>(principal: Principal, shaping: Shaping, rows: readonly R[]): Promise<R[]> {
    if (!shaping.includeMetatemplate && !shaping.includeFullMetaFields) return [...rows];
    const shelf = shaping.includeMetatemplate
      ? await this.templates.all(principal)
      : new Map<number, ShelvedTemplate>();
    return rows.map((row) => shaped(row, { ...shaping, full: false }, shelf, 'individual'));
  }

  /** One person. */
  async one<R extends ValuedRow>(principal: Principal, shaping: Shaping, row: R): Promise<R> {
    const shelf = shaping.includeMetatemplate
      ? await this.templates.all(principal)
      : shaping.full
        ? await this.templates.some(principal, templateIdsOf(row))
        : new Map<number, ShelvedTemplate>();
    return shaped(row, shaping, shelf, 'individual');
  }
}
