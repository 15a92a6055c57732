/**
 * A named set of definitions that rooms fill while the program starts and everybody reads afterwards
 * (ARCHITECTURE §4.0, idea 4). Adding after `freeze` or under a taken name throws: both are programming faults.
 */
export class Registry<T extends { readonly id: string }> {
  readonly #items = new Map<string, T>();
  #frozen = false;

  constructor(private readonly noun: string) {}

  /** Adds a definition and returns it. Throws when the id is taken or the registry is frozen. */
  add<D extends T>(definition: D): D {
    if (this.#frozen)
      throw new Error(`${this.noun} '${definition.id}' comes too late: the registry is frozen after start`);
    if (this.#items.has(definition.id)) throw new Error(`${this.noun} '${definition.id}' is defined twice`);
    this.#items.set(definition.id, definition);
    return definition;
  }

  /** The definition of that id, or undefined. */
  find(id: string): T | undefined {
    return this.#items.get(id);
  }

  /** The definition of that id; throws when there is none. */
  get(id: string): T {
    const found = this.#items.get(id);
    if (!found) throw new Error(`there is no ${this.noun} '${id}'`);
    return found;
  }

  /** All definitions, in the order they were added. */
  list(): readonly T[] {
    return [...this.#items.values()];
  }

  /** Closes the registry; called once after start. */
  freeze(): void {
    this.#frozen = true;
  }
}
