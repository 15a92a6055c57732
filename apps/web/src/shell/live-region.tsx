import { useEffect, useState } from 'react';
import { onAnnounce } from '../ui/feedback/announce.js';

/** Says announcements aloud. Two regions take turns, so that the same words twice are heard twice. */
export function LiveRegion() {
  const [{ words, turn }, setSaid] = useState({ words: '', turn: false });
  useEffect(() => onAnnounce((next) => setSaid((now) => ({ words: next, turn: !now.turn }))), []);
  return (
    <>
      <div className="visually-hidden" aria-live="polite" role="status">
        {turn ? words : ''}
      </div>
      <div className="visually-hidden" aria-live="polite" role="status">
        {turn ? '' : words}
      </div>
    </>
  );
}
