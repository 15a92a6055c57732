import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Desk, enableConstituencies, openDesk, pick, signIn, tabTo } from './house.js';

let desk: Desk;

test.beforeAll(async () => {
  desk = await openDesk();
  await enableConstituencies(desk);
});
test.afterAll(() => desk?.close());

const add = (name: string, rest: object = {}) => desk.ask<{ id: number }>('POST', '/organisations', { name, ...rest });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name: `Organisation: ${name}` });

test('an organisation is added, found by an address, changed, set back, deleted and brought back', async ({ page }) => {
  test.slow();
  await signIn(page, '/organisations/index');

  await page.getByRole('link', { name: 'Add organisation' }).first().click();
  const form = dialog(page, 'Add organisation');
  await form.getByLabel('Name').fill('Harbour CERT');
  await form.getByRole('combobox', { name: 'Country' }).fill('lux');
  await page.getByRole('option', { name: /Luxembourg/ }).click();
  await form.getByLabel('Sector', { exact: true }).first().fill('Transport');
  await form
    .getByRole('textbox', { name: /^IPv4 address/ })
    .first()
    .fill('203.0.113.64-203.0.113.127');
  await form.getByRole('button', { name: 'Create organisation' }).click();
  await expect(title(page, 'Harbour CERT')).toBeVisible();
  await expect(page.getByRole('link', { name: '203.0.113.64/26' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump' }).fill('203.0.113.99');
  await page
    .getByRole('option', { name: /^Harbour CERT/ })
    .first()
    .click();
  await expect(title(page, 'Harbour CERT')).toBeVisible();

  await page.goto('/organisations/index');
  await page.getByRole('textbox', { name: 'Filter this list' }).fill('203.0.113.99');
  await expect(page).toHaveURL(/q=203\.0\.113\.99/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: 'Harbour CERT', exact: true }).click();

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  const edit = dialog(page, 'Edit Harbour CERT');
  await edit.getByLabel('Sector', { exact: true }).first().fill('Energy');
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Harbour CERT saved.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Energy', exact: true })).toBeVisible();

  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.locator('del', { hasText: 'Transport' })).toBeVisible();
  await expect(page.locator('ins', { hasText: 'Energy' })).toBeVisible();
  await page.getByRole('button', { name: 'Revert to this version' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revert to this version' }).click();
  await expect(page.getByRole('link', { name: 'Transport', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await dialog(page, /^Delete Harbour CERT and its 1 meta-field value$/)
    .getByRole('button', { name: 'Delete organisation' })
    .click();
  await expect(page).toHaveURL(/\/organisations\/index$/);
  await expect(page.getByText('Harbour CERT deleted.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Harbour CERT', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(title(page, 'Harbour CERT')).toBeVisible();
});

test('who changes what somebody else just changed sees both and loses nothing', async ({ page }) => {
  const { id } = await add('Meridian SOC', { sector: 'Finance' });
  await signIn(page, `/organisations/edit/${id}`);
  await page.getByLabel('Sector', { exact: true }).first().fill('Insurance');
  await desk.ask('PATCH', `/organisations/${id}`, { sector: 'Banking', type: 'Commercial' });
  await page.getByRole('button', { name: 'Save changes' }).click();
  const conflict = dialog(page, 'Meridian SOC was changed meanwhile');
  await expect(conflict.getByText('They also changed Type; that stays as they left it.')).toBeVisible();
  await conflict.getByRole('button', { name: 'Overwrite with the chosen values' }).click();
  await expect(title(page, 'Meridian SOC')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Insurance', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Commercial', exact: true })).toBeVisible();
});

test('many are tagged and deleted at once, and come back', async ({ page }) => {
  await add('Bulk one', { sector: 'Bulk' });
  await add('Bulk two', { sector: 'Bulk' });
  await signIn(page, '/organisations/index?sector=Bulk');
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await page.getByRole('button', { name: 'Tag…' }).click();
  const tagging = dialog(page, 'Tag 2 organisations');
  await tagging.getByRole('combobox', { name: 'Tags to add' }).fill('team:bulk');
  await page.getByRole('option', { name: /team:bulk/ }).click();
  await tagging.getByRole('heading').click();
  await page.getByRole('button', { name: 'Apply tags' }).click();
  await expect(page.getByRole('link', { name: 'team:bulk' })).toHaveCount(2);

  await page.getByRole('button', { name: 'Delete…' }).click();
  const question = dialog(page, 'Delete 2 organisations');
  await expect(question.getByText('With it go 2 tags.')).toBeVisible();
  await question.getByRole('button', { name: 'Delete 2 organisations' }).click();
  await expect(page.getByText('Nothing matches this search.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Bulk one', exact: true })).toBeVisible();
});

test('what the filter shows is what the CSV holds', async ({ page }) => {
  await add('Csv Luxembourg', { country: 'LU', sector: 'Export' });
  await add('Csv Belgium', { country: 'BE', sector: 'Export' });
  await signIn(page, '/organisations/index?sector=Export&country=BE');
  await page.getByRole('button', { name: 'View', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ]);
  const stream = await file.createReadStream();
  let text = '';
  for await (const part of stream) text += String(part);
  expect(text).toContain('Csv Belgium');
  expect(text).not.toContain('Csv Luxembourg');
});

test('the whole way works by keyboard alone', async ({ page }) => {
  test.slow();
  const { keyboard } = page;
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  await signIn(page);

  await press('Control+k');
  await keyboard.type('Add organisation');
  await pick(page, 'Add organisation');
  await expect(dialog(page, 'Add organisation')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
  await keyboard.type('Keyboard CERT');
  await press('Tab');
  await keyboard.type('Belgium');
  await expect(page.getByRole('option', { name: /Belgium/ })).toBeVisible();
  await press('Enter', 'Control+Enter');
  await expect(title(page, 'Keyboard CERT')).toBeVisible();

  await press('e');
  await expect(dialog(page, 'Edit Keyboard CERT').getByLabel('Name')).toBeFocused();
  await press('End');
  await keyboard.type(' BE');
  await press('Control+Enter');
  await expect(title(page, 'Keyboard CERT BE')).toBeVisible();

  await press('Control+k');
  await keyboard.type('Organisations');
  await pick(page, 'Organisations ContactDB');
  await expect(page.getByRole('heading', { level: 1, name: 'Organisations' })).toBeVisible();
  await press('/');
  await keyboard.type('Keyboard CERT BE');
  await expect(page).toHaveURL(/q=Keyboard/);
  await press('Tab');
  await expect(page.getByRole('row')).toHaveCount(2);
  await press('j', 'x');
  await expect(page.getByRole('toolbar', { name: '1 selected' })).toBeVisible();
  await press('x', 'Enter');
  await expect(title(page, 'Keyboard CERT BE')).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'More actions' }));
  await press('Enter', 'End', 'Enter');
  await expect(dialog(page, /^Delete Keyboard CERT BE/)).toBeVisible();
  await press('Tab', 'Enter');
  await expect(page.getByText('Keyboard CERT BE deleted.')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Undo' }), 'Shift+Tab');
  await press('Enter');
  await expect(title(page, 'Keyboard CERT BE')).toBeVisible();
});

const screens = [
  { name: 'a desk in the light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'a desk in the dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
] as const;
for (const { name, ...screen } of screens) {
  test.describe(`on ${name}`, () => {
    test.use(screen);
    test('nothing keeps anybody out', async ({ page }) => {
      test.slow();
      const { id } = await add(`Everybody on ${name}`, { country: 'LU', sector: 'Health', tags: ['tlp:green'] });
      await signIn(page, '/');
      for (const address of [
        '/',
        '/organisations/index',
        `/organisations/view/${id}`,
        `/organisations/view/${id}?tab=history`,
        '/organisations/add',
        `/organisations/edit/${id}`,
      ]) {
        await page.goto(address);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(
            (one) => `${address}: ${one.id} at ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
          ),
        ).toEqual([]);
      }
    });
  });
}
