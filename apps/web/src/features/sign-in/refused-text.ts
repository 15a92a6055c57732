import type { SsoRefusalReason } from '@cerebrate/contract';

interface Words {
  readonly lead: string;
  readonly remedy: string;
}

const administrator = 'An administrator of your organisation can help; tell them what stands below.';

const reasons: Readonly<Record<SsoRefusalReason, (provider: string) => Words>> = {
  requested: (provider) => ({
    lead: 'You asked for an account.',
    remedy: `${provider} knows you, this instance does not yet. The administrators decide on your request; afterwards you will have an e-mail, and can sign in with ${provider}.`,
  }),
  'unknown-user': (provider) => ({
    lead: 'There is no account of this user name here.',
    remedy: `${provider} knows you, this instance does not yet. ${administrator}`,
  }),
  'other-email': (provider) => ({
    lead: 'The account of this user name has another e-mail address here.',
    remedy: `The first time, user name and e-mail of ${provider} must be those of the account here. ${administrator}`,
  }),
  'unconfirmed-email': (provider) => ({
    lead: `${provider} has not confirmed your e-mail address yet.`,
    remedy: `Confirm it at ${provider}, then sign in again.`,
  }),
  'missing-claim': (provider) => ({
    lead: `${provider} did not tell us who you are.`,
    remedy: 'User name and e-mail are needed. Whoever runs the provider can have them told.',
  }),
  'linked-elsewhere': (provider) => ({
    lead: `The account of this user name belongs to another account of ${provider}.`,
    remedy: `Sign in with that one, or have an administrator unlink it. ${administrator}`,
  }),
  disabled: () => ({ lead: 'Your account is disabled.', remedy: administrator }),
  cancelled: (provider) => ({ lead: 'You did not sign in.', remedy: `The sign-in at ${provider} was cancelled.` }),
  expired: () => ({
    lead: 'This sign-in is over.',
    remedy: 'It took too long, was used before, or began in another browser. Start again.',
  }),
  provider: (provider) => ({
    lead: `${provider} could not be asked.`,
    remedy: 'Try again in a moment. If it stays, the administrators of this instance need to know.',
  }),
};

/** The words of the page that says why the provider's word did not open the door. */
export const refusedText = {
  title: 'Not signed in',
  asked: 'Account asked for',
  reasons,
  said: (provider: string) => `What ${provider} says of you`,
  nothing: 'nothing',
  differs: 'does not match',
  again: (provider: string) => `Sign in with ${provider} again`,
  back: 'Other ways to sign in',
  request: 'Request',
  copy: 'Copy the number of the request',
};
