/**
 * The address to link to for a website as it is stored: peers may have sent anything, so only http and https are
 * linked, and a bare host is taken for https. Nothing for what is no web address.
 */
export function webAddress(url: string | null): string | undefined {
  const text = url?.trim() ?? '';
  const full = /^[\p{L}\p{N}.-]+\.\p{L}{2,}(?:[:/?#]|$)/u.test(text) ? `https://${text}` : text;
  return /^https?:\/\//i.test(full) && URL.canParse(full) ? full : undefined;
}

/** A website as people say it: without scheme and without the slash at its end. */
export const shortAddress = (url: string): string => url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
