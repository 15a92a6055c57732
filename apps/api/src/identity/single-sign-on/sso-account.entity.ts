import type { SsoDifference, ssoStates } from '@cerebrate/contract';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { audited, sql, unaudited, type Work } from '../../kernel/index.js';

/** How far an account of the provider has got; `linked`: known from a sign-in, nothing is pushed. */
export type SsoState = (typeof ssoStates)[number];

/** A user's account at the provider of single sign-on: who it is there, and how far what we push has got. */
@Entity('sso_accounts')
export class SsoAccountEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  /** Null once the user is deleted here; the account there goes after the time of grace. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('uuid', { name: 'user_uuid' })
  userUuid!: string;

  @Column('citext')
  username!: string;

  @Column('text', { nullable: true })
  issuer!: string | null;

  /** What the provider calls the account; never changes there, unlike every name. */
  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('timestamptz', { name: 'linked_at', nullable: true })
  linkedAt!: Date | null;

  @Column('timestamptz', { name: 'last_sign_in_at', nullable: true })
  lastSignInAt!: Date | null;

  @Column('varchar', { length: 20 })
  state!: SsoState;

  /** Why it failed or waits, in words for a person. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb')
  differences!: SsoDifference[];

  /** Counts changes that must be pushed; what is pushed meanwhile is not the newest. */
  @Column('integer')
  marked!: number;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  /** The process that is pushing it, as `Presence` names it. */
  @Column('uuid', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt!: Date | null;

  @Column('timestamptz', { name: 'synchronised_at', nullable: true })
  synchronisedAt!: Date | null;

  /** The e-mail that asks to choose a password. */
  @Column('varchar', { length: 20 })
  welcome!: 'none' | 'due' | 'sent' | 'failed';

  @Column('timestamptz', { name: 'remove_after', nullable: true })
  removeAfter!: Date | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

/** What a session that began at the provider must know to end there, too. */
@Entity('sso_sessions')
export class SsoSessionEntity {
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  /** The provider's name of its own session. */
  @Column('text', { nullable: true })
  sid!: string | null;

  /** Sealed: the token that the provider wants back at sign-out. */
  @Column('text', { name: 'id_token' })
  idToken!: string;
}

audited(SsoAccountEntity, {
  kind: 'ssoAccount',
  title: (row) => row.username,
  ignored: [
    'marked',
    'attempts',
    'nextAttemptAt',
    'claimedBy',
    'checkedAt',
    'synchronisedAt',
    'lastSignInAt',
    'userUuid',
  ],
  related: (row) => (row.userId === null ? [] : [`user:${row.userId}`]),
});
unaudited(SsoSessionEntity, 'the log holds the sign-in and the sign-out as acts of their own');

/**
 * Links a user to their account at the provider, within the work at hand: known by a sign-in there, now or to come.
 * Throws `Conflict` when that account is another user's.
 */
export async function linkTo(
  work: Work,
  user: { readonly id: number; readonly username: string },
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
  lastSignInAt: Date | null = null,
): Promise<void> {
  const link = { issuer, subject, linkedAt: work.now, lastSignInAt };
  const account = await work.find(SsoAccountEntity, { userId: user.id });
  if (account) {
    // who is known there has a way to sign in
    if (account.welcome === 'due') account.welcome = 'none';
    await work.save(SsoAccountEntity, Object.assign(account, link), 'link');
    return;
  }
  const [row] = await work.query<{ uuid: string }>(sql`select uuid from users where id = ${user.id}`);
  await work.insert(
    SsoAccountEntity,
    {
      userId: user.id,
      userUuid: row?.uuid ?? '',
      username: user.username,
      state: 'linked',
      reason: null,
      differences: [],
      marked: 0,
      attempts: 0,
      nextAttemptAt: null,
      checkedAt: null,
      synchronisedAt: null,
      welcome: 'none',
      removeAfter: null,
      ...link,
    },
    'link',
  );
}
