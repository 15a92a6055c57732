import type {
  Challenge,
  OpenPage,
  OpenSummary,
  OpenTeams,
  PublicEntry,
  PublicKind,
  RevealRequest,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { PublicDirectory, type PublicQuery } from '../../directory/index.js';
import { Challenges, Limiter } from '../../identity/index.js';
import { InvalidInput, NotFound, type Principal, Settings, Store, sql } from '../../kernel/index.js';
import { openDirectoryEnabled } from './open-directory.settings.js';
import { teamOf } from './open-team.js';

/** Calls of one address within the limiter's window of five minutes. */
export const openLimits = { reading: 300, challenges: 60, addresses: 20 } as const;

/** What a stranger asks of a list. */
interface Asked {
  readonly q?: string | undefined;
  readonly country?: string | undefined;
  readonly sector?: string | undefined;
  readonly type?: string | undefined;
}

/**
 * The directory as strangers read it. Closed, it answers 404 to every call and tells nothing, not even a number
 * (CVE-2022-25319). Open, it is counted by address, and e-mail addresses leave one by one against a solved riddle.
 */
@Injectable()
export class OpenDirectory {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(Challenges) private readonly challenges: Challenges,
    @Inject(PublicDirectory) private readonly directory: PublicDirectory,
  ) {}

  /** Whether the operator opened it. */
  isOpen(): Promise<boolean> {
    return this.settings.get(openDirectoryEnabled);
  }

  /** Counts one reading call. Throws `NotFound` while closed, `TooManyRequests`. */
  async enter(principal: Principal, purpose: keyof typeof openLimits = 'reading'): Promise<void> {
    if (!(await this.isOpen())) throw new NotFound('the open directory of this instance is closed');
    await this.limiter.countCall(`open ${purpose}`, principal.ip ?? '', openLimits[purpose]);
  }

  /** Numbers, countries and the choices of the filters. */
  async summary(): Promise<OpenSummary> {
    const one = { limit: 1, offset: 0 };
    const [instance, organisations, individuals, countries, sectors, types] = await Promise.all([
      this.store.readOne<{ name: string }>(sql`select name from instances`),
      this.directory.count({ kind: 'organisation', ...one }),
      this.directory.count({ kind: 'individual', ...one }),
      this.directory.countries(),
      this.directory.choices('sector'),
      this.directory.choices('type'),
    ]);
    return { instance: instance?.name ?? '', organisations, individuals, countries, sectors, types };
  }

  /** A page of entries. */
  async list(kind: PublicKind, asked: Asked & { page: number; limit: number }): Promise<OpenPage> {
    const { page, limit } = asked;
    const { items, total } = await this.directory.list(queryOf(kind, asked, limit, (page - 1) * limit));
    return { items, total, page, limit };
  }

  /** Every entry of a list. */
  stream(kind: PublicKind, asked: Asked): AsyncGenerator<PublicEntry> {
    return this.directory.stream(queryOf(kind, asked, 0, 0));
  }

  /** One entry. Throws `NotFound`. */
  async entry(kind: PublicKind, uuid: string): Promise<PublicEntry> {
    const entry = await this.directory.one(kind, uuid);
    if (!entry) throw new NotFound('there is no such entry, or it is not public');
    return entry;
  }

  /** Organisations in the shape of FIRST's list of teams. */
  async teams(offset: number, limit: number): Promise<OpenTeams> {
    const { items, total } = await this.directory.list({ kind: 'organisation', limit, offset });
    const data = items.map(teamOf);
    return { status: 'OK', 'status-code': 200, version: '1.0', access: 'public', total, offset, limit, data };
  }

  /** A riddle. */
  challenge(): Challenge {
    return this.challenges.make();
  }

  /** One field with its address. Throws `InvalidInput` for a riddle not solved, old or used; `NotFound`. */
  async reveal({ kind, uuid, field, challenge, answer }: RevealRequest): Promise<string> {
    if (!(await this.challenges.accepts(challenge, answer)))
      throw InvalidInput.at(['answer'], 'does not solve a riddle that is still good; ask for a new one');
    const value = await this.directory.addresses(kind, uuid, field);
    if (value === undefined) throw new NotFound('there is no address to tell there');
    return value;
  }
}

function queryOf(kind: PublicKind, asked: Asked, limit: number, offset: number): PublicQuery {
  const { q, country, sector, type } = asked;
  return {
    kind,
    limit,
    offset,
    ...(q ? { q } : {}),
    ...(country ? { country } : {}),
    ...(sector ? { sector } : {}),
    ...(type ? { type } : {}),
  };
}
