import { type AuthKey, authKeys } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { AuthKeysService } from './auth-keys.service.js';

const columns: CsvColumn<AuthKey>[] = [
  { heading: 'id', cell: (key) => key.id },
  { heading: 'uuid', cell: (key) => key.uuid },
  { heading: 'username', cell: (key) => key.user.username },
  { heading: 'authkey_start', cell: (key) => key.start },
  { heading: 'authkey_end', cell: (key) => key.end },
  { heading: 'comment', cell: (key) => key.comment },
  { heading: 'created', cell: (key) => key.created },
  { heading: 'expires_at', cell: (key) => key.expiresAt },
  { heading: 'last_used_at', cell: (key) => key.lastUsedAt },
  { heading: 'last_used_ip', cell: (key) => key.lastUsedIp },
  { heading: 'read_only', cell: (key) => key.readOnly },
  { heading: 'resources', cell: (key) => key.resources?.join('; ') },
  { heading: 'networks', cell: (key) => key.networks.join('; ') },
];

@Controller()
export class AuthKeysController {
  constructor(@Inject(AuthKeysService) private readonly authKeys: AuthKeysService) {}

  @Serves(authKeys.list)
  list({ principal, query }: Asked<typeof authKeys.list>) {
    return this.authKeys.list(principal, query);
  }

  @Serves(authKeys.csv)
  csv({ principal, query }: Asked<typeof authKeys.csv>) {
    return csvOf(this.authKeys.stream(principal, query), columns, 'auth-keys.csv');
  }

  @Serves(authKeys.create)
  create({ principal, body, reply }: Asked<typeof authKeys.create>) {
    void reply.header('cache-control', 'no-store');
    return this.authKeys.create(principal, body);
  }

  @Serves(authKeys.get)
  get({ principal, params }: Asked<typeof authKeys.get>) {
    return this.authKeys.get(principal, params.ref);
  }

  @Serves(authKeys.history)
  history({ principal, params, query }: Asked<typeof authKeys.history>) {
    return this.authKeys.history(principal, params.ref, query);
  }

  @Serves(authKeys.update)
  update({ principal, params, body, ifMatch }: Asked<typeof authKeys.update>) {
    return this.authKeys.update(principal, params.ref, body, ifMatch);
  }

  @Serves(authKeys.rotate)
  rotate({ principal, params, body, reply }: Asked<typeof authKeys.rotate>) {
    void reply.header('cache-control', 'no-store');
    return this.authKeys.rotate(principal, params.ref, body);
  }

  @Serves(authKeys.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof authKeys.remove>) {
    await this.authKeys.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
