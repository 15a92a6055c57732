import { type PermissionLimitation, permissionLimitations } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { PermissionLimitations } from './permission-limitations.service.js';

const columns: CsvColumn<PermissionLimitation>[] = [
  { heading: 'id', cell: (row) => row.id },
  { heading: 'scope', cell: (row) => row.scope },
  { heading: 'permission', cell: (row) => row.permission },
  { heading: 'value', cell: (row) => row.value },
  { heading: 'max_occurrence', cell: (row) => row.maxOccurrence },
  { heading: 'comment', cell: (row) => row.comment },
  { heading: 'modified', cell: (row) => row.modified },
];

@Controller()
export class PermissionLimitationsController {
  constructor(@Inject(PermissionLimitations) private readonly limits: PermissionLimitations) {}

  @Serves(permissionLimitations.list)
  list({ principal, query }: Asked<typeof permissionLimitations.list>) {
    return this.limits.list(principal, query);
  }

  @Serves(permissionLimitations.csv)
  csv({ principal, query }: Asked<typeof permissionLimitations.csv>) {
    return csvOf(this.limits.stream(principal, query), columns, 'permission-limitations.csv');
  }

  @Serves(permissionLimitations.counters)
  async counters({ principal, query }: Asked<typeof permissionLimitations.counters>) {
    return { items: await this.limits.counters(principal, query.organisationId, query.userId) };
  }

  @Serves(permissionLimitations.get)
  get({ principal, params }: Asked<typeof permissionLimitations.get>) {
    return this.limits.get(principal, params.ref);
  }

  @Serves(permissionLimitations.usage)
  usage({ principal, params }: Asked<typeof permissionLimitations.usage>) {
    return this.limits.usage(principal, params.ref);
  }

  @Serves(permissionLimitations.history)
  history({ principal, params, query }: Asked<typeof permissionLimitations.history>) {
    return this.limits.history(principal, params.ref, query);
  }

  @Serves(permissionLimitations.create)
  create({ principal, body }: Asked<typeof permissionLimitations.create>) {
    return this.limits.create(principal, body);
  }

  @Serves(permissionLimitations.update)
  update({ principal, params, body, ifMatch }: Asked<typeof permissionLimitations.update>) {
    return this.limits.update(principal, params.ref, body, ifMatch);
  }

  @Serves(permissionLimitations.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof permissionLimitations.remove>) {
    await this.limits.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
