import { enumerations } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { EnumerationCollections } from './enumeration-collections.service.js';
import { Enumerations } from './enumerations.js';

@Controller()
export class EnumerationsController {
  constructor(
    @Inject(EnumerationCollections) private readonly collections: EnumerationCollections,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  @Serves(enumerations.list)
  list({ principal, query }: Asked<typeof enumerations.list>) {
    return this.collections.list(principal, query);
  }

  @Serves(enumerations.options)
  async options({ params }: Asked<typeof enumerations.options>) {
    const values = await this.enumerations.optionsFor(params.model, params.field);
    return { values: values && [...values] };
  }

  @Serves(enumerations.get)
  get({ principal, params }: Asked<typeof enumerations.get>) {
    return this.collections.get(principal, params.ref);
  }

  @Serves(enumerations.history)
  history({ principal, params, query }: Asked<typeof enumerations.history>) {
    return this.collections.history(principal, params.ref, query);
  }

  @Serves(enumerations.create)
  create({ principal, body }: Asked<typeof enumerations.create>) {
    return this.collections.create(principal, body);
  }

  @Serves(enumerations.update)
  update({ principal, params, body, ifMatch }: Asked<typeof enumerations.update>) {
    return this.collections.update(principal, params.ref, body, ifMatch);
  }

  @Serves(enumerations.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof enumerations.remove>) {
    await this.collections.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
