import { Inject, Injectable } from '@nestjs/common';
import {
  defineJob,
  Jobs,
  OUTGOING_MAIL,
  type OutgoingMail,
  Settings,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';
import { changesByCountry, linesOf } from './changes-by-country.js';
import { addressesIn, summaryDays, summaryEvery, summaryRecipients } from './summary-settings.js';

const summaryJob = defineJob('summary.mail', { retries: 3 });
/** Early, in UTC, so that it lies there when people come. */
const everyMorning = '0 5 * * *';
/** Longer ones are cut: who wants all of it asks the command. */
const mostLines = 2_000;

/** The summary of changes by e-mail, on the days the settings say (FEATURES CLI-08). */
@Injectable()
export class SummaryMail {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(OUTGOING_MAIL) private readonly mail: OutgoingMail,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(summaryJob, () => this.sendIfDue(new Date()), { cron: everyMorning });
  }

  /** Sends what is due on that day. */
  async sendIfDue(today: Date): Promise<void> {
    const every = (await this.settings.reader())(summaryEvery);
    const isDue =
      every === 'daily' ||
      (every === 'weekly' && today.getUTCDay() === 1) ||
      (every === 'monthly' && today.getUTCDate() === 1);
    if (isDue) await this.send(summaryDays[every]);
  }

  /** Puts the summary of so many days on its way to every address of the settings; answers how many there are. */
  async send(days: number): Promise<number> {
    const addresses = addressesIn((await this.settings.reader())(summaryRecipients));
    if (addresses.length === 0 || !(await this.mail.isOn())) return 0;
    const places = await changesByCountry(this.store, days);
    const lines = places.flatMap(([place, changes]) => [...linesOf(place, changes, days), '']);
    const told = lines.length === 0 ? [`Nothing changed in the last ${days} days.`] : lines.slice(0, mostLines);
    if (lines.length > mostLines) told.push(`… and ${lines.length - mostLines} more lines`);
    const count = places.reduce((sum, [, changes]) => sum + changes.length, 0);
    await this.store.work(systemPrincipal('summary', 'job'), async (work) => {
      const known = await work.query<{ email: string; id: number }>(sql`
        select lower(i.email) as email, min(u.id) as id from users u join individuals i on i.id = u.individual_id
        where lower(i.email) = any(${addresses.map((one) => one.toLowerCase())}) and not u.disabled group by 1`);
      for (const address of addresses)
        await this.mail.post(work, {
          userId: known.find(({ email }) => email === address.toLowerCase())?.id ?? null,
          address,
          subject: `${count} changes in the last ${days} days`,
          body: `${told.join('\n')}\n\n%BASE%\n`,
        });
    });
    return addresses.length;
  }
}
