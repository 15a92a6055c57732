/** Holds the embedded PostgreSQL up for a program that serves: starts it, and starts it again when it was killed. */
import { startPostgres } from '../postgres.mjs';

const LOOK_EVERY_MS = 200;

/**
 * @param {{ folder: string, say: (line: string) => void, onGivenUp: (error: Error) => void }} options
 *   `onGivenUp` is called when it cannot be brought back under the same address
 * @returns {Promise<{ url: string, reused: boolean, stop: () => Promise<void>, signalStop: () => void }>}
 */
export async function keepPostgres({ folder, say, onGivenUp }) {
  let server = await startPostgres({ folder });
  const { url, reused } = server;
  let isStopping = false;
  let isRestarting = false;

  // a server found running belongs to another program (the command line) and ends with it: hence looking, not waiting
  const timer = setInterval(async () => {
    if (isStopping || isRestarting || server.isAlive()) return;
    isRestarting = true;
    say('PostgreSQL has ended; starting it again');
    try {
      const next = await startPostgres({ folder });
      if (isStopping) return await next.stop();
      server = next;
      if (server.url !== url)
        throw new Error(`PostgreSQL's port was taken by another program; it is now ${server.port}`);
      say('PostgreSQL is back');
    } catch (error) {
      onGivenUp(/** @type {Error} */ (error));
    } finally {
      isRestarting = false;
    }
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    url,
    reused,
    signalStop: () => server.signalStop(),
    stop: async () => {
      isStopping = true;
      clearInterval(timer);
      await server.stop();
    },
  };
}
