import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { type Desk, openDesk } from './house.js';

let desk: Desk;

test.beforeAll(async () => {
  desk = await openDesk();
});
test.afterAll(() => desk?.close());

const given = 'copper lantern above 9 fields';
const chosen = 'seven quiet herons by dusk';
/** Its own in each run, so that a running instance can be asked again. */
const username = `hedy-${Date.now().toString(36)}`;

async function addUser(username: string): Promise<void> {
  const { items } = await desk.ask<{ items: { id: number }[] }>('GET', '/organisations?limit=1');
  await desk.ask('POST', '/users', {
    username,
    organisationId: items[0]?.id,
    individual: { email: `${username}@people.example`, firstName: 'Hedy', lastName: 'Example' },
    password: given,
  });
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/users/login');
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByLabel('User name')).toBeVisible();
}

const isIn = (page: Page) => expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible();

async function expectOpenToAll(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((one) => `${one.id} at ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
}

test('a given password is changed first; an app and a passkey are added, and each of them signs in', async ({
  page,
}) => {
  test.slow();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  await addUser(username);
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });

  await signIn(page, username, given);
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.goto('/organisations/index');
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.getByLabel(/^Current password/).fill(given);
  await page.getByLabel(/^New password\*?$/).fill('Password1234');
  await expect(page.getByText(/commonly used password/)).toBeVisible();
  await page.getByLabel(/^New password\*?$/).fill(chosen);
  await expect(page.getByText(/^Strength: (Good|Strong)/)).toBeVisible();
  await page.getByLabel(/^New password again/).fill(chosen);
  await expectOpenToAll(page);
  await page.getByRole('button', { name: 'Change password' }).click();
  await isIn(page);

  await page.goto('/users/settings?tab=two-factor');
  await page.getByRole('button', { name: 'Set up an app' }).click();
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  const secret = ((await page.locator('.enrol-key .mono').textContent()) ?? '').replace(/\s/g, '');
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
  await expectOpenToAll(page);
  await page.getByLabel('Code the app shows').fill(code(-1));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Keep these codes now' })).toBeVisible();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();

  await signOut(page);
  await signIn(page, username, chosen);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await expectOpenToAll(page);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText(/not right, or it was used/)).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill(code(0));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isIn(page);

  await page.goto('/users/settings?tab=passkeys');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Test device');
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await expect(page.getByRole('row', { name: /Test device/ })).toBeVisible();
  await expectOpenToAll(page);

  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await isIn(page);
  await page.goto('/users/settings?tab=sessions');
  await expect(page.getByRole('row', { name: /This browser/ })).toContainText('Passkey');
  await expectOpenToAll(page);
  expect(refused).toEqual([]);
});

test('the built pages run under the content security policy', async ({ page }) => {
  test.slow();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  await signIn(page, process.env['ADMIN_USERNAME'] ?? '', process.env['ADMIN_PASSWORD'] ?? '');
  await isIn(page);
  for (const address of [
    '/',
    '/exploration/map',
    '/exploration/graph',
    '/users/settings',
    '/instance/settings',
    '/organisations/add',
    '/api/index',
  ]) {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
  }
  expect(refused).toEqual([]);
});
