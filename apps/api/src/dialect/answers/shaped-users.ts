import type { IndexQuery, User } from '@cerebrate/cerebrate-wire';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../kernel/index.js';
import { shaped, templateIdsOf } from './shaped-organisations.js';
import { type ShelvedTemplate, WireTemplates } from './templates.js';

type Shaping = Pick<IndexQuery, 'full' | 'includeMetatemplate' | 'includeFullMetaFields'>;

/** The variants of a user that output parameters ask for (WIRE-CONTRACT §2.7). */
@Injectable()
export class ShapedUsers {
  constructor(@Inject(WireTemplates) private readonly templates: WireTemplates) {}

  /** The rows of a list. `full` means nothing there. */
  async list(principal: Principal, shaping: Shaping, rows: readonly User[]): Promise<readonly User[]> {
    if (!shaping.includeMetatemplate && !shaping.includeFullMetaFields) return rows;
    const shelf = await this.#shelf(principal, { ...shaping, full: false }, []);
    return rows.map((row) => shaped(row, { ...shaping, full: false }, shelf, 'user'));
  }

  /** One user. */
  async one(principal: Principal, shaping: Shaping, row: User): Promise<User> {
    return shaped(row, shaping, await this.#shelf(principal, shaping, templateIdsOf(row)), 'user');
  }

  async #shelf(principal: Principal, { full, includeMetatemplate }: Shaping, used: readonly number[]) {
    if (includeMetatemplate) return this.templates.all(principal);
    return full ? this.templates.some(principal, used) : new Map<number, ShelvedTemplate>();
  }
}
