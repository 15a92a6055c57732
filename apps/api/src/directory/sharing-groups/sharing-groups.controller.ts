import { type SharingGroup, type SharingGroupMembership, sharingGroups } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { SharingGroupConsumer } from './sharing-group-consumer.js';
import { SharingGroupOverlapReader } from './sharing-group-overlap.js';
import { SharingGroupPreview } from './sharing-group-preview.js';
import { SharingGroupReader } from './sharing-group-reader.js';
import { SharingGroupsService } from './sharing-groups.service.js';

@Controller()
export class SharingGroupsController {
  constructor(
    @Inject(SharingGroupReader) private readonly reader: SharingGroupReader,
    @Inject(SharingGroupsService) private readonly groups: SharingGroupsService,
    @Inject(SharingGroupPreview) private readonly previews: SharingGroupPreview,
    @Inject(SharingGroupOverlapReader) private readonly overlaps: SharingGroupOverlapReader,
    @Inject(SharingGroupConsumer) private readonly consumers: SharingGroupConsumer,
  ) {}

  @Serves(sharingGroups.list)
  list({ principal, query }: Asked<typeof sharingGroups.list>) {
    return this.reader.list(principal, query);
  }

  @Serves(sharingGroups.csv)
  csv({ principal, query }: Asked<typeof sharingGroups.csv>) {
    return csvOf(this.reader.stream(principal, query), groupColumns, 'sharing-groups.csv');
  }

  @Serves(sharingGroups.overlap)
  overlap({ principal, query }: Asked<typeof sharingGroups.overlap>) {
    return this.overlaps.matrix(principal, query);
  }

  @Serves(sharingGroups.get)
  get({ principal, params }: Asked<typeof sharingGroups.get>) {
    return this.reader.get(principal, params.ref);
  }

  @Serves(sharingGroups.create)
  create({ principal, body }: Asked<typeof sharingGroups.create>) {
    return this.groups.create(principal, body);
  }

  @Serves(sharingGroups.update)
  update({ principal, params, body, ifMatch }: Asked<typeof sharingGroups.update>) {
    return this.groups.update(principal, params.ref, body, ifMatch);
  }

  @Serves(sharingGroups.impact)
  impact({ principal, params }: Asked<typeof sharingGroups.impact>) {
    return this.groups.impact(principal, params.ref);
  }

  @Serves(sharingGroups.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof sharingGroups.remove>) {
    await this.groups.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(sharingGroups.restore)
  restore({ principal, params }: Asked<typeof sharingGroups.restore>) {
    return this.groups.restore(principal, params.ref);
  }

  @Serves(sharingGroups.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof sharingGroups.bulkRemove>) {
    return this.groups.bulkRemove(principal, body.ids);
  }

  @Serves(sharingGroups.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof sharingGroups.bulkRestore>) {
    return this.groups.bulkRestore(principal, body.ids);
  }

  @Serves(sharingGroups.members)
  members({ principal, params, query }: Asked<typeof sharingGroups.members>) {
    return this.reader.members(principal, params.ref, query);
  }

  @Serves(sharingGroups.membersCsv)
  async membersCsv({ principal, params, query }: Asked<typeof sharingGroups.membersCsv>) {
    await this.reader.get(principal, params.ref);
    return csvOf(this.reader.streamMembers(principal, params.ref, query), memberColumns, 'sharing-group-members.csv');
  }

  @Serves(sharingGroups.membersOn)
  membersOn({ principal, params, query }: Asked<typeof sharingGroups.membersOn>) {
    return this.reader.membersOn(principal, params.ref, query.day);
  }

  @Serves(sharingGroups.preview)
  preview({ principal, params, body }: Asked<typeof sharingGroups.preview>) {
    return this.previews.of(principal, params.ref, body.organisationIds, body.extend);
  }

  @Serves(sharingGroups.enrol)
  enrol({ principal, params, body, ifMatch }: Asked<typeof sharingGroups.enrol>) {
    return this.groups.enrol(principal, params.ref, body.organisationIds, body.extend, ifMatch);
  }

  @Serves(sharingGroups.releaseMany)
  releaseMany({ principal, params, body, ifMatch }: Asked<typeof sharingGroups.releaseMany>) {
    return this.groups.releaseMany(principal, params.ref, body.organisationIds, ifMatch);
  }

  @Serves(sharingGroups.extend)
  extend({ principal, params, body, ifMatch }: Asked<typeof sharingGroups.extend>) {
    return this.groups.extend(principal, params.ref, params.organisation, body.extend, ifMatch);
  }

  @Serves(sharingGroups.release)
  release({ principal, params, ifMatch }: Asked<typeof sharingGroups.release>) {
    return this.groups.release(principal, params.ref, params.organisation, ifMatch);
  }

  @Serves(sharingGroups.consumer)
  consumer({ principal, params, query }: Asked<typeof sharingGroups.consumer>) {
    return this.consumers.view(principal, params.ref, query);
  }

  @Serves(sharingGroups.overlapOf)
  overlapOf({ principal, params }: Asked<typeof sharingGroups.overlapOf>) {
    return this.overlaps.of(principal, params.ref);
  }

  @Serves(sharingGroups.common)
  common({ principal, params }: Asked<typeof sharingGroups.common>) {
    return this.overlaps.common(principal, params.ref, params.other);
  }

  @Serves(sharingGroups.history)
  history({ principal, params, query }: Asked<typeof sharingGroups.history>) {
    return this.groups.history(principal, params.ref, query);
  }
}

const groupColumns: CsvColumn<SharingGroup>[] = [
  { heading: 'id', cell: (row) => row.id },
  { heading: 'uuid', cell: (row) => row.uuid },
  { heading: 'name', cell: (row) => row.name },
  { heading: 'owner', cell: (row) => row.owner.name },
  { heading: 'owner_uuid', cell: (row) => row.owner.uuid },
  { heading: 'members', cell: (row) => row.members },
  { heading: 'releasability', cell: (row) => row.releasability },
  { heading: 'description', cell: (row) => row.description },
  { heading: 'active', cell: (row) => String(row.active) },
  { heading: 'local', cell: (row) => String(row.local) },
  { heading: 'created', cell: (row) => row.created },
  { heading: 'modified', cell: (row) => row.modified },
];

const memberColumns: CsvColumn<SharingGroupMembership>[] = [
  { heading: 'organisation_id', cell: (row) => row.organisation.id },
  { heading: 'uuid', cell: (row) => row.organisation.uuid },
  { heading: 'name', cell: (row) => row.organisation.name },
  { heading: 'country', cell: (row) => row.organisation.country },
  { heading: 'extend', cell: (row) => String(row.extend) },
  { heading: 'since', cell: (row) => row.since },
  { heading: 'source', cell: (row) => row.source },
];
