import { readRegistration, WireRefusal, wireMessages } from '@cerebrate/cerebrate-wire';
import { NewRegistration } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { Registrations } from '../../identity/index.js';
import { InvalidInput } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { said } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/users/register` of the original, for programs; people have the page (WIRE-CONTRACT §1.2, §5.6). */
@Controller()
export class DialectRegistration {
  constructor(@Inject(Registrations) private readonly registrations: Registrations) {}

  @Speaks('users/register', 'GET POST', 'anyone')
  async register(exchange: Exchange) {
    const isPost = exchange.route.method === 'POST';
    if (isPost && !exchange.hasToken) throw new WireRefusal(403, wireMessages.csrf);
    if (!(await this.registrations.isOpen())) throw new WireRefusal(401, 'User self-registration is not open.');
    if (!isPost) throw new WireRefusal(405, wireMessages.noJsonForm);
    try {
      const wish = judged(NewRegistration, readRegistration(exchange.body()));
      await this.registrations.ask(exchange.principal, wish);
    } catch (error) {
      if (error instanceof InvalidInput) throw new WireRefusal(400, error.message);
      throw error;
    }
    return said({
      data: [],
      success: true,
      message: 'User account creation requested. Confirm your e-mail address by the link that was sent to it.',
      errors: [],
    });
  }
}
