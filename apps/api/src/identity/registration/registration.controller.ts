import { registration } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { PasswordLinks } from './password-links.service.js';
import { RegistrationAdvisor } from './registration-advice.service.js';
import { Registrations } from './registrations.service.js';

const done = { done: true as const };

@Controller()
export class RegistrationController {
  constructor(
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(PasswordLinks) private readonly links: PasswordLinks,
    @Inject(RegistrationAdvisor) private readonly advisor: RegistrationAdvisor,
  ) {}

  @Serves(registration.state)
  async state(_asked: Asked<typeof registration.state>) {
    return { isOpen: await this.registrations.isOpen() };
  }

  @Serves(registration.ask)
  async ask({ principal, body }: Asked<typeof registration.ask>) {
    await this.registrations.ask(principal, body);
    return done;
  }

  @Serves(registration.confirm)
  async confirm({ principal, body }: Asked<typeof registration.confirm>) {
    await this.registrations.confirm(principal, body.token);
    return done;
  }

  @Serves(registration.choosePassword)
  async choosePassword({ principal, body }: Asked<typeof registration.choosePassword>) {
    return { username: await this.links.choose(principal, body.token, body.password) };
  }

  @Serves(registration.advice)
  advice({ principal, params }: Asked<typeof registration.advice>) {
    return this.advisor.advise(principal, params.ref);
  }

  @Serves(registration.resend)
  async resend({ principal, params }: Asked<typeof registration.resend>) {
    await this.advisor.resend(principal, params.ref);
    return done;
  }
}
