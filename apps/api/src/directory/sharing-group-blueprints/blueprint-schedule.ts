import cron from 'cron-parser';
import { InvalidInput } from '../../kernel/index.js';

const shortestMinutes = 5;

/** The next time of a schedule in UTC. Throws `InvalidInput` at `schedule` when it is none or comes too often. */
export function nextRun(schedule: string, after: Date): Date {
  try {
    const times = cron.parseExpression(schedule, { currentDate: after, tz: 'UTC' });
    const next = times.next().toDate();
    if (times.next().toDate().getTime() - next.getTime() < shortestMinutes * 60_000)
      throw InvalidInput.at(
        ['schedule'],
        `runs more often than every ${shortestMinutes} minutes; executing on change is meant for that`,
      );
    return next;
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw InvalidInput.at(['schedule'], `is no schedule: ${(error as Error).message}`);
  }
}
