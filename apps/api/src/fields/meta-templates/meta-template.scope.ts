import { defineScope, holds, name, type Principal, sql, toldNouns } from '../../kernel/index.js';
import type { MetaTemplateEntity } from './meta-template.entity.js';

const manages = (principal: Principal): boolean => holds(principal, 'metaTemplate:manage');

/** Everybody sees the enabled templates, since forms are made of them; who manages templates sees and changes all. */
export const metaTemplateScope = defineScope<MetaTemplateEntity>({
  noun: 'meta-template',
  see: {
    where: (principal, alias) => (manages(principal) ? sql`true` : sql`${name(`${alias}.enabled`)}`),
    allows: (row, principal) => manages(principal) || row.enabled,
  },
  change: {
    where: (principal) => (manages(principal) ? sql`true` : sql`false`),
    allows: (_row, principal) => manages(principal),
  },
});

toldNouns.add({
  id: 'metaTemplate',
  table: 'meta_templates',
  allow: 'metaTemplate:read',
  see: metaTemplateScope.see.where,
});
