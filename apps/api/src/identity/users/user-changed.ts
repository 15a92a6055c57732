import { defineEvent, Registry, type Work } from '../../kernel/index.js';

/** What happened to an account; names of what changed, never a value. */
export interface UserChange {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
  readonly act: 'added' | 'changed' | 'removed';
  /** Of `username`, `roleId`, `organisationId`, `disabled`, `password`, `metaFields`; everything a new account has. */
  readonly changed: readonly string[];
}

/** An account was added, changed or deleted. */
export const userChanged = defineEvent<UserChange>('user.changed');

/** Somebody who must not miss a change of an account: told inside the work, so that a job of theirs stands or falls with it. */
export interface UserFollower {
  readonly id: string;
  follow(work: Work, change: UserChange): void;
}

/** All who follow accounts; rooms and their parts add themselves while they are loaded. */
export const userFollowers = new Registry<UserFollower>('follower of users');

/** Tells a change of an account to every process after the commit, and to followers within the work. */
export function tellUserChange(work: Work, change: UserChange): void {
  work.emit(userChanged, change);
  for (const follower of userFollowers.list()) follower.follow(work, change);
}
