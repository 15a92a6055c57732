import { settings } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { SettingsService } from './settings.service.js';

@Controller()
export class SettingsController {
  constructor(@Inject(SettingsService) private readonly settings: SettingsService) {}

  @Serves(settings.list)
  list(_asked: Asked<typeof settings.list>) {
    return this.settings.list();
  }

  @Serves(settings.get)
  get({ params }: Asked<typeof settings.get>) {
    return this.settings.get(params.name);
  }

  @Serves(settings.update)
  update({ principal, params, body, ifMatch }: Asked<typeof settings.update>) {
    return this.settings.update(principal, params.name, body.value, ifMatch);
  }

  @Serves(settings.reset)
  reset({ principal, params, ifMatch }: Asked<typeof settings.reset>) {
    return this.settings.reset(principal, params.name, ifMatch);
  }

  @Serves(settings.history)
  history({ params, query }: Asked<typeof settings.history>) {
    return this.settings.history(params.name, query);
  }
}
