import type { ProblemSpeaker } from '../../kernel/index.js';
import { DomainError } from '../../kernel/index.js';

/** A page instead of what was asked for: the answer of a form that leads nowhere. */
export class PageInstead extends DomainError {
  readonly title = 'Sign in';
  constructor(
    readonly status: 200 | 403 | 503,
    readonly html: string,
  ) {
    super('the form was not accepted');
  }
}

/** Sends the page of a refused form, as the original does, instead of a problem. */
export const formSpeaker: ProblemSpeaker = {
  speak(_problem, error, _request, reply) {
    if (!(error instanceof PageInstead)) return false;
    void reply
      .status(error.status)
      .header('cache-control', 'no-store')
      .type('text/html; charset=UTF-8')
      .send(error.html);
    return true;
  },
};

/**
 * The form of the original with its hidden fields (recording 669), for browsers without scripts and for programs that
 * sign in as such.
 */
export const signInForm = (token: string): string =>
  `<form method="post" accept-charset="utf-8" action="/users/login">` +
  `<input type="hidden" name="_csrfToken" autocomplete="off" value="${escaped(token)}">` +
  `<p><label for="username">Username</label> <input type="text" name="username" id="username" autocomplete="username"></p>` +
  `<p><label for="password">Password</label> <input type="password" name="password" id="password" autocomplete="current-password"></p>` +
  `<p><input type="submit" id="login" value="Login"></p>` +
  `<input type="hidden" name="_Token[fields]" autocomplete="off" value="">` +
  `<input type="hidden" name="_Token[unlocked]" autocomplete="off" value=""></form>`;

/** A page that is nothing but a sentence and, with a token, the form. */
export const plainPage = (sentence: string, token: string | null): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
  `<title>Sign in</title></head><body><main><h1>Sign in</h1><p role="alert">${escaped(sentence)}</p>` +
  `${token === null ? '' : signInForm(token)}</main></body></html>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
