import { type APIRequestContext, type APIResponse, expect, type Locator, type Page, request } from '@playwright/test';

/** An instance and who runs it; the one under test has fresh data, made by playwright.config.mjs. */
export interface House {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Where the instance is and who runs it. Throws when the specs were not started by their configuration. */
export function house(): House {
  const { E2E_BASE_URL: url, ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = process.env;
  if (!url || !username || !password)
    throw new Error('start the journeys with `npm run e2e`: it says where the instance is');
  return { url, username, password };
}

/** Signs the administrator in by the form, as a person does, and waits for the page that was asked for. */
export async function signIn(page: Page, address = '/', at = house()): Promise<void> {
  const { url, username, password } = at;
  await page.goto(new URL(address, url).href);
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible();
}

/** Our API with the administrator's session, for what a journey needs to find there. */
export interface Desk {
  /** The reply of a call; throws with the problem's words when it is refused. `path` stands under `/api/v1`. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

/** Opens a session for `Desk`. */
export async function openDesk({ url, username, password } = house()): Promise<Desk> {
  const context = await request.newContext({ baseURL: url });
  const before = await answerOf<{ csrfToken: string | null }>(await context.get('/api/v1/session'));
  const session = await answerOf<{ csrfToken: string }>(
    await context.post('/api/v1/session', {
      data: { username, password },
      headers: before.csrfToken ? { 'x-csrf-token': before.csrfToken } : {},
    }),
  );
  return {
    ask: async <T>(method: Parameters<Desk['ask']>[0], path: string, body?: object) =>
      answerOf<T>(await send(context, session.csrfToken, method, path, body)),
    close: () => context.dispose(),
  };
}

const send = (
  context: APIRequestContext,
  token: string,
  method: string,
  path: string,
  body: object | undefined,
): Promise<APIResponse> =>
  context.fetch(`/api/v1${path}`, {
    method,
    headers: { 'x-csrf-token': token },
    ...(body === undefined ? {} : { data: body }),
  });

async function answerOf<T>(response: APIResponse): Promise<T> {
  if (!response.ok()) throw new Error(`${response.url()} answered ${response.status()}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The shipped template that says for whom an organisation answers. */
const constituency = 'faca6acc-23e0-4585-8fd8-4379e3a6250d';

/** Loads and enables the constituency template, wherever the instance stands. */
export async function enableConstituencies(desk: Desk): Promise<void> {
  await desk.ask('POST', '/meta-templates/load', { uuid: constituency });
  await desk.ask('PATCH', `/meta-templates/${constituency}`, { enabled: true });
}

/** Walks down the palette to an entry by the arrow keys and opens it. */
export async function pick(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole('option', { name, exact: true });
  const chosen = page.getByRole('option', { selected: true });
  await expect(wanted).toBeVisible();
  await expect(page.getByText('Searching…')).toHaveCount(0);
  for (let step = 0; step < 100 && (await wanted.getAttribute('aria-selected')) !== 'true'; step++) {
    const before = (await chosen.getAttribute('id')) ?? '';
    await page.keyboard.press('ArrowDown');
    await expect(chosen).not.toHaveAttribute('id', before);
  }
  await expect(wanted).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
}

/** Reaches a control with Tab, or Shift+Tab, as somebody without a mouse does. */
export async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(wanted).toBeVisible();
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 60 && !(await isThere()); step++) await page.keyboard.press(key);
  await expect(wanted).toBeFocused();
}
