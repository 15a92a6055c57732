import type { KeyThreads } from '../../directory/index.js';
import type { Config, EntityClass, Sealer, Work } from '../../kernel/index.js';
import type { Connectors } from '../../tools/index.js';
import type { Fields } from './fields.js';

/** Something about one row of the original that a person should know. */
export interface Finding {
  readonly table: string;
  readonly id: number;
  readonly title: string;
  /** `refused`: it is not here. `changed`: it is here, otherwise than it was there. */
  readonly kind: 'refused' | 'changed';
  readonly reason: string;
}

/** A row that became one with another that is here already. */
export class Joined {
  constructor(readonly id: number) {}
}

/** What is known while rows move: which are here, and what was found out about others. */
export class Pass {
  readonly findings: Finding[] = [];
  readonly #here = new Map<string, Map<number, number>>();
  /** What steps remember from row to row, by a name of theirs. */
  readonly #memory = new Map<string, Map<string, number>>();

  constructor(
    readonly sealer: Sealer,
    readonly threads: KeyThreads,
    readonly config: Config,
    readonly connectors: Connectors,
    /** Nothing will be kept. */
    readonly isDry: boolean,
  ) {}

  /** The id here of a row there; undefined when it is not here. */
  known(table: string, id: number | null): number | undefined {
    return id === null ? undefined : this.#here.get(table)?.get(id);
  }

  /** The row is here, under that id. */
  learn(table: string, id: number, here: number): void {
    const ids = this.#here.get(table) ?? new Map<number, number>();
    ids.set(id, here);
    this.#here.set(table, ids);
  }

  /** Numbers remembered under texts. */
  memory(name: string): Map<string, number> {
    const found = this.#memory.get(name) ?? new Map<string, number>();
    this.#memory.set(name, found);
    return found;
  }

  /** The row stays out; answers null, what `take` answers for it. */
  refuse(fields: Fields, reason: string): null {
    this.#find(fields, 'refused', reason);
    return null;
  }

  /** The row comes, but not as it was. */
  remark(fields: Fields, reason: string): void {
    this.#find(fields, 'changed', reason);
  }

  /** The row's name; one of its own making where it has none. */
  nameOf(fields: Fields, noun: string): string {
    const name = fields.line('name');
    if (name) return name;
    this.remark(fields, `is called '${noun} ${fields.id}' here: it had no name`);
    return `${noun} ${fields.id}`;
  }

  #find({ table, id, title }: Fields, kind: Finding['kind'], reason: string): void {
    this.findings.push({ table, id, title, kind, reason });
  }
}

/** How the rows of one table come over. */
export interface Step<E extends object = object> {
  /** The table there. */
  readonly table: string;
  /** Ours, whose ids go on after the highest that came. */
  readonly target: string;
  readonly entity: EntityClass<E>;
  /** The values of our row, without its id; null for a row that stays out, having said why. */
  take(fields: Fields, pass: Pass, work: Work): Promise<Taken<E>> | Taken<E>;
  /** Whether several rows have one uuid, as the versions of a meta-template do. */
  readonly sharesUuids?: boolean;
  /** What else belongs to a row that is new or was changed. */
  after?(fields: Fields, row: E, pass: Pass, work: Work): Promise<void>;
}

type Taken<E> = Partial<E> | Joined | null;

/** Lets steps of different entities stand in one list. */
export const step = <E extends object>(definition: Step<E>): Step => definition as unknown as Step;
