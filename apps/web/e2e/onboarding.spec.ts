import { expect, type Locator, type Page, test } from '@playwright/test';
import { mispHeaders, PlayedMisp, world } from '../../../libs/cerebrate-wire/fixtures/index.js';
import { type Desk, openDesk, pick, signIn, tabTo } from './house.js';

let desk: Desk;
test.beforeAll(async () => {
  desk = await openDesk();
});
test.afterAll(() => desk?.close());

const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

/** Opens a form by the palette, as somebody who never touches the mouse. */
async function begin(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(command);
  await pick(page, command);
  const heading = page.getByRole('heading', { level: 1, name: command });
  const form = page
    .getByRole('dialog', { name: command })
    .or(page.getByRole('main').filter({ has: heading }))
    .last();
  await tabTo(page, form.getByRole('textbox').first());
}

/** Types into a picker and takes what it finds. */
async function choose(page: Page, field: Locator, words: string, option: RegExp): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(words);
  await expect(page.getByRole('option', { name: option })).toBeVisible();
  await page.keyboard.press('Enter');
  // What was taken is on offer no more.
  await expect(page.getByRole('option', { name: option })).toHaveCount(0);
}

test('a team is taken in by keyboard alone, and a MISP pulls its group', async ({ page }) => {
  test.setTimeout(400_000);
  const { keyboard } = page;
  const publicKey = world().encryption_keys.find(({ type }) => type === 'pgp')?.encryption_key ?? '';
  await signIn(page);

  await begin(page, 'Add organisation');
  await keyboard.type('Onboarded CSIRT');
  await choose(page, page.getByRole('combobox', { name: 'Country' }), 'Malta', /Malta/);
  await keyboard.press('Control+Enter');
  await expect(title(page, 'Organisation: Onboarded CSIRT')).toBeVisible();

  await begin(page, 'Add person');
  await keyboard.type('ana@onboarded.example');
  await keyboard.press('Tab');
  await keyboard.type('Ana');
  await keyboard.press('Tab');
  await keyboard.type('Calleja');
  await keyboard.press('Control+Enter');
  await expect(title(page, 'Person: Ana Calleja')).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: 'Add alignment' }));
  await keyboard.press('Enter');
  await choose(
    page,
    dialog(page, /Align Ana Calleja/).getByRole('combobox', { name: 'Organisation' }),
    'Onboarded',
    /Onboarded CSIRT/,
  );
  await keyboard.press('Control+Enter');
  await expect(page.getByRole('link', { name: 'Onboarded CSIRT' })).toBeVisible();

  await tabTo(page, page.getByRole('region', { name: 'Encryption keys' }).getByRole('link', { name: 'Add' }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: 'Public key' }));
  await keyboard.insertText(publicKey);
  await expect(page.getByRole('region', { name: 'What it says' })).toBeVisible();
  await keyboard.press('Control+Enter');
  await expect(title(page, /Ana Calleja/)).toBeVisible();

  await begin(page, 'Add blueprint');
  await keyboard.type('Maltese teams');
  await tabTo(page, page.getByRole('combobox', { name: 'What the condition is about' }));
  await keyboard.type('Country');
  await choose(page, page.getByRole('combobox', { name: 'Country: Values' }), 'Malta', /Malta/);
  await expect(page.getByText('The rules find 1 organisation in your view.')).toBeVisible();
  await tabTo(page, page.getByLabel('Members it makes may extend the group'));
  await keyboard.press('Space');
  await keyboard.press('Control+Enter');
  await expect(title(page, 'Blueprint: Maltese teams')).toBeVisible();
  await keyboard.press('r');
  await tabTo(page, dialog(page, 'Execute Maltese teams').getByRole('button', { name: 'Execute' }));
  await keyboard.press('Enter');
  await expect(page.getByText('1 joined, 0 left: 1 member.')).toBeVisible();

  await begin(page, 'Add mailing list');
  await keyboard.type('Maltese contacts');
  await keyboard.press('Control+Enter');
  await expect(title(page, 'Mailing list: Maltese contacts')).toBeVisible();
  await keyboard.press('a');
  const adding = dialog(page, 'Add members to Maltese contacts');
  await choose(
    page,
    adding.getByRole('combobox', { name: 'All people of these organisations' }),
    'Onboarded',
    /Onboarded CSIRT/,
  );
  await tabTo(page, adding.getByRole('button', { name: 'Add to the list' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('cell', { name: 'ana@onboarded.example' })).toBeVisible();

  const misp = await pullingMisp();
  expect(await misp.pull({ quickFilter: 'Maltese teams' })).toBe(
    'Added 1 new sharing groups, updated 0 existing sharing groups, 0 failures.',
  );
  const [group] = misp.groups.values();
  const members = [...(group?.members ?? [])].map(([uuid, extend]) => [misp.organisations.get(uuid), extend]);
  expect([group?.name, members]).toEqual(['Maltese teams', [['Onboarded CSIRT', true]]]);
});

/** A MISP with a key of the administrator. */
async function pullingMisp(): Promise<PlayedMisp> {
  const { key } = await desk.ask<{ key: string }>('POST', '/auth-keys', { comment: 'a MISP' });
  return new PlayedMisp(async (path) => {
    const said = await fetch(`${process.env['E2E_BASE_URL']}${path}`, { headers: mispHeaders(key) });
    return { status: said.status, text: await said.text() };
  });
}
