/** The line, from 1, on which the value at a path begins in JSON text; of the nearest part that is there. */
export function lineOf(json: string, path: readonly (string | number)[]): number {
  const reader = new Places(json);
  return json.slice(0, reader.find(path.map(String))).split('\n').length;
}

/** Walks JSON text that is known to be well-formed, to say where its parts begin. */
class Places {
  #at = 0;
  constructor(private readonly text: string) {}

  find(path: readonly string[]): number {
    this.#blanks();
    const start = this.#at;
    const [wanted, ...rest] = path;
    const opening = this.text[this.#at];
    if (wanted === undefined || (opening !== '{' && opening !== '[')) return start;
    const closing = opening === '{' ? '}' : ']';
    this.#at++;
    for (let place = 0; ; place++) {
      this.#blanks();
      if (this.#at >= this.text.length || this.text[this.#at] === closing) return start;
      const keyAt = this.#at;
      const key = opening === '{' ? this.#key() : String(place);
      if (key === wanted) return opening === '{' && rest.length === 0 ? keyAt : this.find(rest);
      this.#skip();
      this.#blanks();
      if (this.text[this.#at] === ',') this.#at++;
    }
  }

  #key(): string {
    const from = this.#at;
    this.#string();
    const key = JSON.parse(this.text.slice(from, this.#at)) as string;
    this.#blanks();
    this.#at++;
    return key;
  }

  #skip(): void {
    this.#blanks();
    let depth = 0;
    do {
      const character = this.text[this.#at];
      if (character === '"') this.#string();
      else {
        if (character === '{' || character === '[') depth++;
        if (character === '}' || character === ']') depth--;
        this.#at++;
      }
    } while (this.#at < this.text.length && (depth > 0 || !/[,}\]]/.test(this.text[this.#at] ?? ',')));
  }

  #string(): void {
    for (this.#at++; this.#at < this.text.length && this.text[this.#at] !== '"'; this.#at++)
      if (this.text[this.#at] === '\\') this.#at++;
    this.#at++;
  }

  #blanks(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++;
  }
}
