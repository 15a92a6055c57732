import { phpJson } from './json.js';

/** The body of every refusal with a status (contract 1.2). */
export interface WireError {
  readonly message: string;
  readonly url: string;
  readonly code: number;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
};

/** Error body; `url` is path and query as requested, HTML-escaped (recordings 041, 050). */
export function wireError(status: number, message: string, originalUrl: string): WireError {
  return { message, url: originalUrl.replace(/[&<>"']/g, (char) => escapes[char] ?? char), code: status };
}

/** The same as text, byte for byte as recorded. */
export const wireErrorJson = (status: number, message: string, originalUrl: string): string =>
  phpJson(wireError(status, message, originalUrl), 'error');

/**
 * Texts of refusals. Only the first is printed in the contract; no peer parses any of them, so the others are ours.
 */
export const wireMessages = {
  invalidCredentials: 'Invalid user credentials.',
  notAllowed: 'Your role does not allow this function, or it does not exist.',
  notFound: 'Not Found',
  unreadableBody:
    'The request holds no readable data. Send a JSON object with `Content-Type: application/json`, or a form.',
  csrf: 'The CSRF token is missing or wrong. Send the cookie value as `X-CSRF-Token`, or use an auth key.',
  severalFaults: 'Several fields are not valid.',
  noJsonForm: 'This function has no JSON form with this method.',
  unexpected: 'An internal error occurred; the log of this node has the details.',
} as const;

/** Faults of a save, by field. */
export type FieldFaults = Readonly<Record<string, readonly string[]>>;

/**
 * The 200 body of a save that was refused (contract 2.9): `Organisation could not be added.\nReason: name: …`. One bad
 * field is named with its texts, several give one general sentence. The caller sees the failure by the missing `id`.
 */
export function saveRefusal(
  model: string,
  verb: 'added' | 'modified' | 'deleted',
  faults: FieldFaults,
): { message: string } {
  const [first, ...others] = Object.entries(faults);
  const reason = !first || others.length > 0 ? wireMessages.severalFaults : `${first[0]}: ${first[1].join(', ')}`;
  return { message: `${model} could not be ${verb}.\nReason: ${reason}` };
}
