import { account, userSettings } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { AccountService } from './account.service.js';

@Controller()
export class AccountController {
  constructor(@Inject(AccountService) private readonly account: AccountService) {}

  @Serves(account.changePassword)
  async changePassword({ principal, body, request }: Asked<typeof account.changePassword>) {
    await this.account.changePassword(principal, body, request.ip);
    return { done: true as const };
  }

  @Serves(userSettings.get)
  setting({ principal, params }: Asked<typeof userSettings.get>) {
    return this.account.setting(principal, params.name);
  }

  @Serves(userSettings.put)
  async keepSetting({ principal, params, body }: Asked<typeof userSettings.put>) {
    await this.account.keepSetting(principal, params.name, body.value);
    return { done: true as const };
  }
}
