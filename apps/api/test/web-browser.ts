/** A page as a browser without scripts has it. */
export interface WebPage {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  /** Every address that was gone through, the last one included. */
  readonly way: readonly string[];
}

/**
 * A browser without scripts: keeps cookies by host, follows redirects, fills in forms. It stops before addresses that
 * `stopsAt` names, as if they were not to be reached.
 */
export class WebBrowser {
  /** Host and port, then name, then value. */
  readonly cookies = new Map<string, Map<string, string>>();

  constructor(private readonly stopsAt: (url: URL) => boolean = () => false) {}

  /** Goes to an address and follows where it leads. */
  async open(address: string | URL, form?: Record<string, string>): Promise<WebPage> {
    let url = new URL(address);
    let body = form;
    const way: string[] = [];
    for (let step = 0; step < 15; step++) {
      way.push(url.href);
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: this.#sent(url), accept: 'text/html,application/xhtml+xml' },
        ...(body ? { body: new URLSearchParams(body) } : {}),
      });
      for (const line of response.headers.getSetCookie()) this.#keep(url, line);
      const location = response.headers.get('location');
      const next = location === null ? null : new URL(location, url);
      if (next === null || this.stopsAt(next)) {
        if (next !== null) way.push(next.href);
        return { url: next ?? url, status: response.status, text: await response.text(), way };
      }
      await response.arrayBuffer();
      url = next;
      body = undefined;
    }
    throw new Error(`too many redirects: ${way.join('\n')}`);
  }

  /** Fills in the first form of the page with these fields, those it has kept as they are, and sends it. */
  async submit(page: WebPage, fields: Record<string, string>): Promise<WebPage> {
    const form = /<form\b[\s\S]*?<\/form>/i.exec(page.text)?.[0];
    if (!form) throw new Error(`there is no form at ${page.url.href}: ${page.text.slice(0, 2000)}`);
    const action = attribute(form, 'action');
    const kept = [...form.matchAll(/<input\b[^>]*>/gi)]
      .map(([input]) => ({
        type: attribute(input, 'type'),
        name: attribute(input, 'name'),
        value: attribute(input, 'value'),
      }))
      .filter(({ type, name }) => type === 'hidden' && name);
    const sent = { ...Object.fromEntries(kept.map(({ name, value }) => [name ?? '', value ?? ''])), ...fields };
    return this.open(action ? new URL(action, page.url) : page.url, sent);
  }

  /** The cookies for an address, as a header. */
  #sent(url: URL): string {
    return [...(this.cookies.get(url.host) ?? [])].map((pair) => pair.join('=')).join('; ');
  }

  #keep(url: URL, line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const jar = this.cookies.get(url.host) ?? new Map<string, string>();
    this.cookies.set(url.host, jar);
    const value = pair.slice(at + 1);
    if (value === '' || /max-age=0|expires=thu, 01[- ]jan[- ]1970/i.test(line)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), value);
  }
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return (found?.[1] ?? found?.[2] ?? found?.[3])?.replaceAll('&amp;', '&');
}
