import { keycloak } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { KeycloakUsers } from './keycloak-users.service.js';
import { Reconciliation } from './reconciliation.js';
import { KeycloakSelfTest } from './self-test.js';

@Controller()
export class KeycloakController {
  constructor(
    @Inject(KeycloakSelfTest) private readonly test: KeycloakSelfTest,
    @Inject(Reconciliation) private readonly reconciliation: Reconciliation,
    @Inject(KeycloakUsers) private readonly users: KeycloakUsers,
  ) {}

  @Serves(keycloak.selfTest)
  selfTest(_asked: Asked<typeof keycloak.selfTest>) {
    return this.test.run();
  }

  @Serves(keycloak.setUp)
  setUp({ body }: Asked<typeof keycloak.setUp>) {
    return this.test.act(body.act);
  }

  @Serves(keycloak.runs)
  async runs(_asked: Asked<typeof keycloak.runs>) {
    return { items: await this.reconciliation.runs() };
  }

  @Serves(keycloak.reconcile)
  reconcile({ principal, body }: Asked<typeof keycloak.reconcile>) {
    return this.reconciliation.start(principal, body);
  }

  @Serves(keycloak.report)
  report({ params }: Asked<typeof keycloak.report>) {
    return this.reconciliation.report(params.id);
  }

  @Serves(keycloak.account)
  account({ principal, params }: Asked<typeof keycloak.account>) {
    return this.users.account(principal, params.ref);
  }

  @Serves(keycloak.check)
  check({ principal, params }: Asked<typeof keycloak.check>) {
    return this.users.check(principal, params.ref);
  }

  @Serves(keycloak.push)
  async push({ principal, params }: Asked<typeof keycloak.push>) {
    await this.users.push(principal, params.ref);
    return { done: true as const };
  }

  @Serves(keycloak.link)
  link({ principal, params }: Asked<typeof keycloak.link>) {
    return this.users.link(principal, params.ref);
  }

  @Serves(keycloak.unlink)
  async unlink({ principal, params }: Asked<typeof keycloak.unlink>) {
    await this.users.unlink(principal, params.ref);
    return { done: true as const };
  }
}
