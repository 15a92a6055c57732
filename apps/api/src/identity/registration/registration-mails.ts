import type { NewMail } from '../../kernel/index.js';

type Letter = Pick<NewMail, 'subject' | 'body'>;

/** How long the link that confirms an address is good. */
export const confirmHours = 48;
/** How long the link to choose a password is good. */
export const passwordDays = 7;

/*
 * Nothing a stranger typed stands in an e-mail to an address that is not proven to be theirs: we are nobody's courier.
 */

/** To an address nobody is known by. */
export const confirmLetter: Letter = {
  subject: 'Confirm your e-mail address',
  body: `Somebody asked for an account at %BASE% with this e-mail address.

If it was you, confirm the address within ${confirmHours} hours:

%BASE%/register/confirm#%SECRET%

The administrators then decide. If it was not you, do nothing: without the confirmation nobody learns of the request.`,
};

/** To somebody who has an account. */
export const accountLetter: Letter = {
  subject: 'You have an account already',
  body: `Somebody asked for an account at %BASE% with this e-mail address. You have one: sign in at

%BASE%/users/login

If you cannot sign in, ask an administrator of your organisation. If it was not you who asked, do nothing.`,
};

/** To somebody whose request waits. */
export const waitingLetter: Letter = {
  subject: 'Your request is waiting',
  body: `Somebody asked again for an account at %BASE% with this e-mail address. The first request was confirmed and waits for the administrators; there is nothing more to do.`,
};

/** To whoever was approved. */
export const approvedLetter = (username: string, takesPassword: boolean): Letter => ({
  subject: 'Your account is ready',
  body: takesPassword
    ? `Your account at %BASE% was approved. Your user name is

${username}

Choose your password within ${passwordDays} days; the link works once:

%BASE%/register/password#%SECRET%`
    : `Your account at %BASE% was approved. Your user name is

${username}

Sign in through the identity provider of your organisation at

%BASE%/users/login`,
});

/** To whoever was refused, with the words of whoever decided. */
export const declinedLetter = (message: string | null): Letter => ({
  subject: 'Your request for an account was declined',
  body: `Your request for an account at %BASE% was declined.${message ? `\n\n${message}` : ''}`,
});
