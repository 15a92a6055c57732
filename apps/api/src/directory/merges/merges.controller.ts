import { merges } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { Merges } from './merges.service.js';

@Controller()
export class MergesController {
  constructor(@Inject(Merges) private readonly merges: Merges) {}

  @Serves(merges.previewOrganisation)
  previewOrganisation({ principal, params, body }: Asked<typeof merges.previewOrganisation>) {
    return this.merges.preview(principal, 'organisation', params.ref, body);
  }

  @Serves(merges.mergeOrganisation)
  mergeOrganisation({ principal, params, body, ifMatch }: Asked<typeof merges.mergeOrganisation>) {
    return this.merges.merge(principal, 'organisation', params.ref, body, ifMatch);
  }

  @Serves(merges.ofOrganisation)
  async ofOrganisation({ principal, params }: Asked<typeof merges.ofOrganisation>) {
    return { items: await this.merges.into(principal, 'organisation', params.ref) };
  }

  @Serves(merges.undoOrganisation)
  undoOrganisation({ principal, params, body }: Asked<typeof merges.undoOrganisation>) {
    return this.merges.undo(principal, 'organisation', params.ref, body.merge);
  }

  @Serves(merges.previewIndividual)
  previewIndividual({ principal, params, body }: Asked<typeof merges.previewIndividual>) {
    return this.merges.preview(principal, 'individual', params.ref, body);
  }

  @Serves(merges.mergeIndividual)
  mergeIndividual({ principal, params, body, ifMatch }: Asked<typeof merges.mergeIndividual>) {
    return this.merges.merge(principal, 'individual', params.ref, body, ifMatch);
  }

  @Serves(merges.ofIndividual)
  async ofIndividual({ principal, params }: Asked<typeof merges.ofIndividual>) {
    return { items: await this.merges.into(principal, 'individual', params.ref) };
  }

  @Serves(merges.undoIndividual)
  undoIndividual({ principal, params, body }: Asked<typeof merges.undoIndividual>) {
    return this.merges.undo(principal, 'individual', params.ref, body.merge);
  }
}
