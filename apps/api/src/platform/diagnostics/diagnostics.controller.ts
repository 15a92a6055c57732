import { diagnostics } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, JsonText, NotFound, Serves } from '../../kernel/index.js';
import { Diagnostics } from './diagnostics.service.js';

@Controller()
export class DiagnosticsController {
  constructor(@Inject(Diagnostics) private readonly diagnostics: Diagnostics) {}

  @Serves(diagnostics.checks)
  checks({ request }: Asked<typeof diagnostics.checks>) {
    return this.diagnostics.checks(request.headers.host);
  }

  @Serves(diagnostics.migrations)
  migrations(_asked: Asked<typeof diagnostics.migrations>) {
    return this.diagnostics.migrations();
  }

  /** Strangers cannot tell that there is anything. */
  @Serves(diagnostics.metrics)
  async metrics({ request }: Asked<typeof diagnostics.metrics>) {
    const text = await this.diagnostics.figures(request.ip, request.headers.authorization);
    if (text === null) throw new NotFound('there is nothing here');
    return new JsonText(text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  }
}
