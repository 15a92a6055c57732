import { type Call, type Endpoint, type Problem, type ReplyOf, session } from '@cerebrate/contract';
import type { House, Said } from './house.js';

/** What a browser adds to a request or leaves out, beyond its cookies and its session's token. */
export interface Sending {
  readonly headers?: Record<string, string>;
  /** Sends the write without the session's token. */
  readonly withoutToken?: boolean;
}

/** A browser that is used like a person does: keeps cookies, repeats the session's token, says where a write came from. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrfToken: string | null = null;

  constructor(private readonly house: House) {}

  /** Signs in; the answer is as the API gave it. */
  async signIn(
    username: string,
    password: string,
    sending: Sending = {},
  ): Promise<Said<ReplyOf<typeof session.signIn> & Partial<Problem>>> {
    const said = await this.call(session.signIn, { body: { username, password } }, sending);
    if (said.status === 200) this.csrfToken = said.body.csrfToken;
    return said;
  }

  /** Calls an endpoint; never throws for a status. */
  async call<E extends Endpoint>(
    endpoint: E,
    call: Call<E> = {},
    sending: Sending = {},
  ): Promise<Said<ReplyOf<E> & Partial<Problem>>> {
    const params = (call.params ?? {}) as Record<string, string | number>;
    const path = endpoint.path.replace(/:([a-zA-Z]+)/g, (_, key: string) =>
      encodeURIComponent(String(params[key] ?? '')),
    );
    const query = new URLSearchParams((call.query ?? {}) as Record<string, string>);
    const said = await this.house.ask(query.size > 0 ? `${path}?${query}` : path, {
      method: endpoint.method,
      headers: {
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size > 0 ? { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } : {}),
        ...(this.csrfToken && endpoint.method !== 'GET' && !sending.withoutToken
          ? { 'x-csrf-token': this.csrfToken }
          : {}),
        ...sending.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    for (const line of said.headers.getSetCookie()) this.#keep(line);
    return said as Said<ReplyOf<E> & Partial<Problem>>;
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    if (value === '') this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), value);
  }
}
