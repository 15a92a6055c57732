import type { RemoteKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  type Captured,
  type CapturedKind,
  type CaptureSource,
  IndividualCapture,
  type LocalFinding,
  type Offered,
  OrganisationCapture,
  SharingGroupCapture,
} from '../../directory/index.js';
import type { Store, Work } from '../../kernel/index.js';
import type { AnyOffer } from '../peers/remote-kinds.js';

/** What the records of a remote list are here. */
export const localKinds: Readonly<Record<RemoteKind, CapturedKind>> = {
  organisations: 'organisation',
  individuals: 'individual',
  'sharing-groups': 'sharingGroup',
};

/** Leads each kind to its noun, which alone knows what the same record means and writes its table. */
@Injectable()
export class CaptureNouns {
  constructor(
    @Inject(OrganisationCapture) private readonly organisations: OrganisationCapture,
    @Inject(IndividualCapture) private readonly individuals: IndividualCapture,
    @Inject(SharingGroupCapture) private readonly groups: SharingGroupCapture,
  ) {}

  /** The offer as it is compared. Throws `InvalidInput` for what this node would refuse. */
  async offered({ kind, offer }: AnyOffer): Promise<Offered> {
    if (kind === 'organisations') return this.organisations.offered(offer);
    if (kind === 'individuals') return this.individuals.offered(offer);
    return this.groups.offered(offer);
  }

  /** What is here under these uuids. */
  find(from: Work | Store, kind: RemoteKind, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    if (kind === 'organisations') return this.organisations.find(from, uuids);
    if (kind === 'individuals') return this.individuals.find(from, uuids);
    return this.groups.find(from, uuids);
  }

  /** Takes an offer in this work, or says why not. */
  capture(work: Work, source: CaptureSource, { kind, offer }: AnyOffer): Promise<Captured> {
    if (kind === 'organisations') return this.organisations.capture(work, source, offer);
    if (kind === 'individuals') return this.individuals.capture(work, source, offer);
    return this.groups.capture(work, source, offer);
  }
}
