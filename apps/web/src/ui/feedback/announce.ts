/**
 * What is said aloud to those who cannot see it happen. The frame draws one polite live region and listens here; the
 * same words twice are still said twice.
 */
type Listener = (message: string) => void;
const listeners = new Set<Listener>();

/** Says a sentence through the page's live region. */
export function announce(message: string): void {
  for (const listener of listeners) listener(message);
}

/** Follows announcements; returns the way to stop. */
export function onAnnounce(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
