import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { session, settings as settingsApi, singleSignOn } from '@cerebrate/contract';
import { type House, startHouse } from './house.js';
import { type Person, type Standin, standinClient, startStandin } from './oidc-standin.js';
import { WebBrowser, type WebPage } from './web-browser.js';
import { buildWorld, type UserName, usernameOf, type World } from './world.js';

/** What a browser is told of its session. */
interface SessionSeen {
  readonly signedIn: boolean;
  readonly csrfToken: string;
  readonly user: { readonly username: string; readonly flags: Record<string, boolean> } | null;
}

/** A house with its world, and a provider people sign in at. */
export interface SsoHouse {
  readonly house: House;
  readonly world: World;
  readonly standin: Standin;
  /** Chooses a setting. Throws when it is refused. */
  choose(name: string, value: unknown): Promise<void>;
  /** What the person of that user says at the provider: the same name and e-mail as here. */
  personOf(user: UserName): Promise<Person>;
  /** Goes through the provider as that person; stops before the pages of the house, which are not there in a spec. */
  goThrough(person: string, browser?: WebBrowser, redirect?: string): Promise<WebPage>;
  newBrowser(): WebBrowser;
  /** The cookies that the browser has for the house, as a header. */
  cookieOf(browser: WebBrowser): { cookie: string };
  sessionOf(browser: WebBrowser): Promise<SessionSeen>;
  refusalOf(browser: WebBrowser): Promise<Record<string, unknown>>;
  /** Forgets every person and every link. */
  startAnew(): Promise<void>;
  stop(): Promise<void>;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A house that knows its own address before it listens, as one behind a proxy does. */
export async function startHouseKnowingItself(environment: Record<string, string> = {}): Promise<House> {
  const port = await freePort();
  return startHouse({ PORT: String(port), BASE_URL: `http://127.0.0.1:${port}`, ...environment });
}

/** Starts both and introduces them to each other. */
export async function startSsoHouse(): Promise<SsoHouse> {
  const house = await startHouseKnowingItself();
  const world = await buildWorld(house);
  const standin = await startStandin(house.config.baseUrl);
  const home = new URL(house.config.baseUrl);
  const choose = chooserOf(house);
  await choose('keycloak.provider.baseUrl', standin.baseUrl);
  await choose('keycloak.provider.realm', 'demo');
  await choose('keycloak.provider.applicationId', standinClient.id);
  await choose('keycloak.provider.applicationSecret', standinClient.secret);
  await choose('keycloak.enabled', true);
  const newBrowser = () => new WebBrowser((url) => url.host === home.host && !url.pathname.startsWith('/social-auth/'));
  const cookieOf = (browser: WebBrowser) => ({
    cookie: [...(browser.cookies.get(home.host) ?? [])].map((pair) => pair.join('=')).join('; '),
  });
  return {
    house,
    world,
    standin,
    choose,
    newBrowser,
    cookieOf,
    personOf: async (user) => {
      const [row] = await house.rows<{ email: string }>(
        'select i.email::text from users u join individuals i on i.id = u.individual_id where u.id = $1',
        [world.users[user].id],
      );
      return {
        sub: randomUUID(),
        preferred_username: usernameOf(user),
        email: row?.email ?? '',
        email_verified: true,
      };
    },
    goThrough: async (person, browser = newBrowser(), redirect = '/users/index') => {
      const start = `${home.origin}/social-auth/login/keycloak?redirect=${encodeURIComponent(redirect)}`;
      const form = await browser.open(start);
      return /<form/.test(form.text) ? browser.submit(form, { username: person }) : form;
    },
    sessionOf: async (browser) =>
      (await house.ask(session.get.path, { headers: cookieOf(browser) })).body as SessionSeen,
    refusalOf: async (browser) => {
      const said = await house.ask(singleSignOn.refusal.path, { headers: cookieOf(browser) });
      return (said.body as { refusal: Record<string, unknown> }).refusal;
    },
    startAnew: async () => {
      standin.people.clear();
      await house.rows('delete from sso_accounts');
    },
    stop: async () => {
      await house.stop();
      await standin.stop();
    },
  };
}

/** Chooses settings of a house; throws when one is refused. */
export const chooserOf =
  (house: House) =>
  async (name: string, value: unknown): Promise<void> => {
    const said = await house.call(settingsApi.update, { params: { name }, body: { value } });
    if (said.status !== 200) throw new Error(`${name}: ${said.text}`);
  };
