import { signatureChecks } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { SignatureChecks } from './signature-checks.service.js';

@Controller()
export class SignatureChecksController {
  constructor(@Inject(SignatureChecks) private readonly checks: SignatureChecks) {}

  @Serves(signatureChecks.verify)
  verify({ principal, body }: Asked<typeof signatureChecks.verify>) {
    return this.checks.verify(principal, body);
  }

  @Serves(signatureChecks.list)
  list({ principal, query }: Asked<typeof signatureChecks.list>) {
    return this.checks.list(principal, query);
  }

  @Serves(signatureChecks.get)
  get({ principal, params }: Asked<typeof signatureChecks.get>) {
    return this.checks.get(principal, params.ref);
  }
}
