/** Where the forms of the original are mounted inside; no request from outside may name these. */
export const signInFormPaths = { signIn: '/~form/login', signOut: '/~form/logout' } as const;

const signIn = /^\/+users\/+login\/*$/i;
const signOut = /^\/+users\/+logout\/*$/i;

/**
 * Where inside a browser's call of the original's sign-in or sign-out goes; null for every other request, such as one
 * for JSON, which the original answers itself (recordings 330, 671).
 */
export function signInFormDestination(method: string, url: string, accept: string | undefined): string | null {
  if (/application\/json|text\/csv/i.test(accept ?? '')) return null;
  const [path = '', ...query] = url.replace(/^https?:\/\/[^/?#]*/i, '').split('?');
  const rest = query.length > 0 ? `?${query.join('?')}` : '';
  if (method === 'POST' && signIn.test(path)) return signInFormPaths.signIn + rest;
  if ((method === 'POST' || method === 'GET') && signOut.test(path)) return signInFormPaths.signOut + rest;
  return null;
}
