import { anonymisation } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { AnonymisationService } from './anonymisation.service.js';

@Controller()
export class AnonymisationController {
  constructor(@Inject(AnonymisationService) private readonly people: AnonymisationService) {}

  @Serves(anonymisation.preview)
  preview({ principal, params }: Asked<typeof anonymisation.preview>) {
    return this.people.preview(principal, params.ref);
  }

  @Serves(anonymisation.anonymise)
  anonymise({ principal, params, body, ifMatch }: Asked<typeof anonymisation.anonymise>) {
    return this.people.anonymise(principal, params.ref, body, ifMatch);
  }
}
