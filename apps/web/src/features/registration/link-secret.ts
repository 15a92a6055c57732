import { useState } from 'react';

/** The secret after the `#` of a mailed link; it is taken out of the address so that it stays in no history. */
export function useLinkSecret(): string {
  const [secret] = useState(() => {
    const found = window.location.hash.replace(/^#/, '');
    if (found !== '') window.history.replaceState(window.history.state, '', window.location.pathname);
    return found;
  });
  return secret;
}
