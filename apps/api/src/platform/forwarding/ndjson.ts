import { type FileHandle, open } from 'node:fs/promises';
import type { Outlet } from './syslog.js';

/** Appends one line a change to a file, on disk before it counts as told; `-` is standard output. */
export function ndjsonOutlet(place: string): Outlet {
  let file: FileHandle | undefined;
  return {
    name: place === '-' ? 'standard output' : place,
    send: async (events) => {
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      if (place === '-') return void process.stdout.write(lines);
      // opened anew each time, so that whoever rotates the file only has to move it away
      file = await open(place, 'a', 0o600);
      try {
        await file.appendFile(lines);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    close: async () => undefined,
  };
}
