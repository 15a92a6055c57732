import type { RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  BlueprintCapture,
  type Captured,
  type CapturedKind,
  type CaptureSource,
  IndividualCapture,
  IndividualDeletion,
  type JudgedOrganisation,
  KeyCapture,
  type LocalFinding,
  type LocalRecord,
  type Merged,
  type Offered,
  type OfferedOrganisation,
  OrganisationCapture,
  OrganisationDeletion,
  OrganisationPageCapture,
  type ReadOffer,
  SharingGroupCapture,
  SharingGroupsService,
} from '../../directory/index.js';
import type { Store, Work } from '../../kernel/index.js';
import type { AnyOffer } from '../peers/remote-kinds.js';

/** What the records of a remote list are here. */
export const localKinds: Readonly<Record<RunKind, CapturedKind>> = {
  organisations: 'organisation',
  individuals: 'individual',
  'sharing-groups': 'sharingGroup',
  'encryption-keys': 'encryptionKey',
  blueprints: 'blueprint',
};

/** An offer in the form it is compared, with what its noun needs to take it. */
export interface JudgedOffer {
  readonly any: AnyOffer;
  readonly offered: Offered;
  readonly key: ReadOffer | null;
  readonly organisation: { readonly offer: OfferedOrganisation; readonly offered: JudgedOrganisation } | null;
}

/** Leads each kind to its noun, which alone knows what the same record means and writes its table. */
@Injectable()
export class CaptureNouns {
  constructor(
    @Inject(OrganisationCapture) private readonly organisations: OrganisationCapture,
    @Inject(OrganisationDeletion) private readonly organisationDeletion: OrganisationDeletion,
    @Inject(OrganisationPageCapture) private readonly organisationPages: OrganisationPageCapture,
    @Inject(IndividualCapture) private readonly individuals: IndividualCapture,
    @Inject(IndividualDeletion) private readonly individualDeletion: IndividualDeletion,
    @Inject(SharingGroupCapture) private readonly groups: SharingGroupCapture,
    @Inject(SharingGroupsService) private readonly groupsService: SharingGroupsService,
    @Inject(KeyCapture) private readonly keys: KeyCapture,
    @Inject(BlueprintCapture) private readonly blueprints: BlueprintCapture,
  ) {}

  /** The offer as it is compared. Throws `InvalidInput` for what this node would refuse. */
  async judge(any: AnyOffer): Promise<JudgedOffer> {
    if (any.kind === 'encryption-keys') {
      const key = await this.keys.read(any.offer);
      return { any, key, organisation: null, offered: key.offered };
    }
    const { kind, offer } = any;
    if (kind === 'organisations') {
      const offered = await this.organisations.offered(offer);
      return { any, key: null, organisation: { offer, offered }, offered };
    }
    const none = { any, key: null, organisation: null };
    if (kind === 'individuals') return { ...none, offered: await this.individuals.offered(offer) };
    if (kind === 'blueprints') return { ...none, offered: this.blueprints.offered(offer) };
    return { ...none, offered: this.groups.offered(offer) };
  }

  /** What is here under these uuids. */
  find(from: Work | Store, kind: RunKind, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    if (kind === 'organisations') return this.organisations.find(from, uuids);
    if (kind === 'individuals') return this.individuals.find(from, uuids);
    if (kind === 'encryption-keys') return this.keys.find(from, uuids);
    if (kind === 'blueprints') return this.blueprints.find(from, uuids);
    return this.groups.find(from, uuids);
  }

  /** Takes an offer in this work, or says why not. */
  capture(work: Work, source: CaptureSource, { any, key }: JudgedOffer): Promise<Captured> {
    if (key) return this.keys.capture(work, source, key);
    if (any.kind === 'organisations') return this.organisations.capture(work, source, any.offer);
    if (any.kind === 'individuals') return this.individuals.capture(work, source, any.offer);
    if (any.kind === 'blueprints') return this.blueprints.capture(work, source, any.offer);
    if (any.kind === 'sharing-groups') return this.groups.capture(work, source, any.offer);
    throw new Error('a key was not read');
  }

  /** Whether records of the kind are taken by the page; the others one by one. */
  takesPages(kind: RunKind): boolean {
    return kind === 'organisations';
  }

  /**
   * Takes offers of a page together, of a kind that `takesPages`; null for those that are taken alone. No uuid may come
   * twice. What one of them may not have, none has: throws what the noun throws.
   */
  async captureMany(
    work: Work,
    page: readonly { readonly source: CaptureSource; readonly judged: JudgedOffer }[],
  ): Promise<(Captured | null)[]> {
    const offers = page.map(({ source, judged: { organisation } }) => {
      if (!organisation) throw new Error('only organisations are taken by the page');
      return { source, ...organisation };
    });
    return this.organisationPages.take(work, offers);
  }

  /** Hides a record as its page would. Throws `NotFound`, and `Conflict` for what forbids it. */
  async remove(work: Work, kind: RunKind, id: number): Promise<void> {
    if (kind === 'organisations') return this.organisationDeletion.removeIn(work, { id });
    if (kind === 'individuals') return this.individualDeletion.removeIn(work, { id });
    if (kind === 'encryption-keys') return this.keys.removeIn(work, id);
    if (kind === 'blueprints') return this.blueprints.removeIn(work, id);
    return this.groupsService.removeIn(work, { id });
  }

  /** Brings a hidden record back. Throws `NotFound`, `Conflict`. */
  async restore(work: Work, kind: RunKind, id: number): Promise<void> {
    if (kind === 'organisations') await this.organisationDeletion.restoreIn(work, { id });
    else if (kind === 'individuals') await this.individualDeletion.restoreIn(work, { id });
    else if (kind === 'encryption-keys') await this.keys.restoreIn(work, id);
    else if (kind === 'blueprints') await this.blueprints.restoreIn(work, id);
    else await this.groupsService.restoreIn(work, { id });
  }

  /** Changes fields of a record that was taken. Throws `NotFound`, `NotAllowed`, `InvalidInput`. */
  amend(work: Work, source: CaptureSource, kind: RunKind, record: LocalRecord, merged: Merged): Promise<void> {
    if (kind === 'organisations') return this.organisations.amend(work, record, merged);
    if (kind === 'individuals') return this.individuals.amend(work, source, record, merged);
    if (kind === 'encryption-keys') return this.keys.amend(work, record, merged);
    if (kind === 'blueprints') return this.blueprints.amend(work, record, merged);
    return this.groups.amend(work, source, record, merged);
  }
}
