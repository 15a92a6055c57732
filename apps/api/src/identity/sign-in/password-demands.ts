import { InvalidInput, sql, type Work } from '../../kernel/index.js';
import { weaknessOf } from './password-judge.js';

/** Somebody else set the user's password: at the next sign-in by it nothing can be done before an own one is chosen. */
export async function demandNewPassword(work: Work, userId: number): Promise<void> {
  await work.query(sql`
    insert into password_demands (user_id, created) values (${userId}, ${work.now}) on conflict (user_id) do nothing`);
}

/** The user chose a password of their own. */
export async function liftPasswordDemand(work: Work, userId: number): Promise<void> {
  await work.query(sql`delete from password_demands where user_id = ${userId}`);
}

/**
 * Throws `InvalidInput` at the field, saying what would mend it, for a password that is common or easy to guess.
 * `about` are words that say whose it is.
 */
export async function requireGoodPassword(field: string, password: string, about: readonly string[]): Promise<void> {
  const weakness = await weaknessOf(password, about);
  if (weakness) throw InvalidInput.at([field], weakness);
}
