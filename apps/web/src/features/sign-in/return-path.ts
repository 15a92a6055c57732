/**
 * Where to go after signing in: the page that was asked for, when it is one of ours. Anything that could lead
 * elsewhere (another host, a scheme, a backslash that browsers read as a slash) becomes the start page.
 */
export function returnPath(next: string | null): string {
  if (!next?.startsWith('/') || /^\/[/\\]|[\\\s]/.test(next)) return '/';
  const there = new URL(next, 'https://here.invalid');
  if (there.origin !== 'https://here.invalid' || there.pathname === '/users/login') return '/';
  return there.pathname + there.search + there.hash;
}
