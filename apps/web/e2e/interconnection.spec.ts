import { expect, type Page, test } from '@playwright/test';
import type { MispStandIn } from '../../../libs/connectors/misp/test/stand-in/index.js';
import { type Desk, house, openDesk, signIn } from './house.js';
import { admit, introduce, type Neighbour, ownMisp, startNeighbour } from './neighbour.js';

let neighbour: Neighbour;
let desks: Desk[];
let mispA: MispStandIn;
let mispB: MispStandIn;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  neighbour = await startNeighbour();
  const [a, b] = [await openDesk(), await openDesk(neighbour)];
  desks = [a, b];
  mispA = await ownMisp(a, 'MISP A');
  mispB = await ownMisp(b, 'MISP B');
  const [keyAtA, keyAtB] = [await admit(a, 'Node B'), await admit(b, 'Node A')];
  await introduce(a, 'Node B', neighbour.url, keyAtB);
  await introduce(b, 'Node A', house().url, keyAtA);
});
test.afterAll(async () => {
  for (const desk of desks ?? []) await desk.close();
  for (const misp of [mispA, mispB]) await misp?.stop();
  await neighbour?.stop();
});

/** A step asks a MISP and the other node, which may be busy. */
const patience = { timeout: 60_000 };
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const title = (page: Page) => page.getByRole('heading', { level: 1, name: /MISP A and MISP B|MISP B and MISP A/ });
const line = (page: Page) => page.getByRole('region', { name: 'How far the connection is' });
/** What connections made at a MISP. */
const traces = ({ state }: MispStandIn) => ({
  accounts: state.users.filter(({ email }) => email.startsWith('sync_')).map(({ disabled }) => ({ disabled })),
  links: state.servers.map(({ name }) => name),
});

/** From the list of broods by wrench and plug to a request that was sent. */
async function request(page: Page): Promise<void> {
  await page.goto(new URL('/broods/index', house().url).href);
  const brood = page.getByRole('row', { name: /Node B/ });
  await brood.hover();
  await brood.getByRole('link', { name: 'Tools of this node' }).click();
  const tool = page.getByRole('row', { name: /MISP B/ });
  await tool.hover();
  await tool.getByRole('link', { name: 'Request connection' }).click();
  const form = dialog(page, 'Request a connection');
  await form.getByLabel(/^Our tool/).selectOption({ label: 'MISP A' });
  await form.getByRole('switch', { name: 'Push', exact: true }).check();
  await form.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('The request was sent to Node B.')).toBeVisible(patience);
  await expect(line(page).getByText('Waiting for Node B to accept or decline.')).toBeVisible();
}

/** Opens the dialog of the newest message about tools in an inbox. */
async function process(page: Page, url: string, words: RegExp): Promise<void> {
  await page.goto(new URL('/inbox/index?state=open&scope=LocalTool', url).href);
  const entry = page.getByRole('row', { name: words });
  await entry.hover();
  await entry.getByRole('link', { name: 'Process' }).click();
}

test('two administrators connect their MISPs, click for click', async ({ browser }) => {
  test.setTimeout(180_000);
  const [atA, atB] = [await browser.newPage(), await browser.newPage()];
  await Promise.all([signIn(atA), signIn(atB, '/', neighbour)]);

  await request(atA);
  expect(traces(mispA)).toEqual({ accounts: [{ disabled: true }], links: [] });

  await process(atB, neighbour.url, /Request for MISP Inter-connection/);
  const asked = dialog(atB, 'Inter-connection request');
  await expect(asked.getByRole('region', { name: 'How far the connection is' }).getByRole('listitem')).toHaveText([
    /Request sent/,
    /Request accepted.*not yet/,
    /Connection done.*not yet/,
  ]);
  await expect(asked.getByRole('columnheader')).toHaveText(['Date', 'Tool name', 'Brood', 'Individual', 'Alignment']);
  await expect(asked.getByRole('row', { name: /MISP A.*Node A.*Sync of Node A/ })).toBeVisible();
  await asked.getByRole('switch', { name: 'Pull', exact: true }).check();
  await asked.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(title(atB)).toBeVisible(patience);
  await expect(atB.getByText('Waiting for them to finalise').first()).toBeVisible();

  await process(atA, house().url, /Inter-connection for MISP has been accepted/);
  const accepted = dialog(atA, 'Inter-connection accepted');
  await accepted.getByRole('button', { name: 'Finalise' }).click();
  await expect(title(atA)).toBeVisible(patience);
  await expect(atA.getByText('Connected', { exact: true }).first()).toBeVisible();
  await atA.getByRole('tab', { name: 'Test' }).click();
  await expect(atA.getByText('The tool reaches the other one', { exact: true })).toBeVisible(patience);

  await atB.getByRole('button', { name: 'Test connection' }).click();
  await expect(atB.getByText('Connected', { exact: true }).first()).toBeVisible(patience);

  expect(traces(mispA)).toEqual({ accounts: [{ disabled: false }], links: ['MISP B'] });
  expect(traces(mispB)).toEqual({ accounts: [{ disabled: false }], links: ['MISP A'] });
  expect(mispA.state.servers[0]).toMatchObject({ push: true });
  expect(mispB.state.servers[0]).toMatchObject({ pull: true });

  await atA.getByRole('button', { name: 'More actions' }).click();
  await atA.getByRole('menuitem', { name: 'Disconnect…' }).click();
  await dialog(atA, /^Disconnect/)
    .getByRole('button', { name: 'Disconnect' })
    .click();
  await expect(atA.getByText('Disconnected', { exact: true }).first()).toBeVisible(patience);
  await expect
    .poll(() => [traces(mispA), traces(mispB)], { timeout: 30_000 })
    .toEqual([
      { accounts: [], links: [] },
      { accounts: [], links: [] },
    ]);
});

test('a request that is declined leaves no trace on either MISP', async ({ browser }) => {
  test.setTimeout(120_000);
  const [atA, atB] = [await browser.newPage(), await browser.newPage()];
  await Promise.all([signIn(atA), signIn(atB, '/', neighbour)]);
  await request(atA);
  await process(atB, neighbour.url, /Request for MISP Inter-connection/);
  await dialog(atB, 'Inter-connection request').getByRole('link', { name: 'Decline…' }).click();
  const refusal = dialog(atB, 'Decline the request');
  await refusal.getByLabel('Message').fill('Not this year');
  await refusal.getByRole('button', { name: 'Decline' }).click();
  await expect(atB.getByText('Declined.')).toBeVisible(patience);
  await expect(line(atA).getByText('It was declined. What was made for it is gone.')).toBeVisible(patience);
  await expect(atA.getByText(/Not this year/)).toBeVisible();
  for (const misp of [mispA, mispB]) expect(traces(misp)).toEqual({ accounts: [], links: [] });
});
