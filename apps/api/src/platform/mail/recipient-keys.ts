import { Inject, Injectable } from '@nestjs/common';
import { Store, sql } from '../../kernel/index.js';

/** The OpenPGP keys that e-mails to a person are encrypted to. */
@Injectable()
export class RecipientKeys {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Every usable key of the user's own person, ASCII-armoured; empty for whoever has none. */
  async of(userId: number | null): Promise<string[]> {
    const rows = await this.store.read<{ text: string }>(sql`
      select k.text from users u join encryption_keys k on k.individual_id = u.individual_id
      where u.id = ${userId} and k.type = 'pgp' and k.can_encrypt and not k.revoked and not k.revoked_by_maker
        and k.deleted_at is null and coalesce(k.encrypts_until > now(), true) and coalesce(k.expires_at > now(), true)
      order by k.id limit 5`);
    return rows.map(({ text }) => text);
  }
}
