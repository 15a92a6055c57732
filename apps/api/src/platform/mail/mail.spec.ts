import { mail, settings } from '@cerebrate/contract';
import {
  createMessage,
  decrypt,
  generateKey,
  readKey,
  readMessage,
  readPrivateKey,
  readSignature,
  verify,
} from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse, testSecret } from '../../../test/house.js';
import { bodyOf, PostOffice, partsOf } from '../../../test/post-office.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { Store, systemPrincipal } from '../../kernel/index.js';
import { SummaryMail } from '../summary/summary-mail.js';
import { MailBox } from './mail-box.js';

describe('e-mail', () => {
  const office = new PostOffice();
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    const port = await office.open();
    const chosen = {
      'mail.host': '127.0.0.1',
      'mail.port': port,
      'mail.security': 'none',
      'mail.from': 'cerebrate@instance.example',
      'mail.user': 'postman',
      'mail.password': 'a password nobody may read',
    };
    for (const [name, value] of Object.entries(chosen))
      expect((await house.call(settings.update, { params: { name }, body: { value } })).status).toBe(200);
  });
  afterAll(async () => {
    await house.stop();
    await office.close();
  });

  const post = (subject: string, body: string, user: keyof World['users'] = 'plain') =>
    house.app.get(Store).work(systemPrincipal('spec'), (work) =>
      house.app.get(MailBox).post(work, {
        userId: world.users[user].id,
        address: `${user}@users.example`,
        subject,
        body,
      }),
    );
  const arrived = (subject: RegExp) =>
    expect.poll(() => office.letters.find(({ text }) => subject.test(text)), { timeout: 15_000 });

  it('is sent after the change that asked for it, signed by the key of the instance', async () => {
    await post('Grüße an alle', 'Zeile eins\nsiehe %BASE%/home');
    await arrived(/Gr=C3|=\?UTF-8\?B\?R3LDvMOfZSBhbiBhbGxl\?=/).toBeTruthy();
    const letter = office.letters.at(-1);
    expect(letter).toMatchObject({ from: 'cerebrate@instance.example', to: ['plain@users.example'] });
    const text = letter?.text ?? '';
    expect(text).toContain('multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"');
    const [signed = '', signature = ''] = partsOf(text);
    const { text: publicKey } = await house.call(mail.key, { key: '' });
    const check = async (content: string) => {
      const { signatures } = await verify({
        message: await createMessage({ binary: Buffer.from(content) }),
        signature: await readSignature({ armoredSignature: signature.slice(signature.indexOf('-----BEGIN')) }),
        verificationKeys: await readKey({ armoredKey: publicKey }),
      });
      return signatures[0]?.verified;
    };
    await expect(check(signed)).resolves.toBe(true);
    await expect(check(signed.replace(/.(?=\r\n|$)/, '?'))).rejects.toThrow();
    expect(bodyOf(signed)).toBe(`Zeile eins\r\nsiehe ${house.config.baseUrl}/home`);
    await expect
      .poll(async () => (await house.call(mail.list)).body[0])
      .toMatchObject({ state: 'sent', protection: 'signed', attempts: 1, fault: null });
    expect(await house.rows('select body from mails')).toEqual([{ body: null }]);
  });

  it('brings the summary of changes on the days the settings say, to the addresses they name', async () => {
    const summary = house.app.get(SummaryMail);
    const monday = new Date('2026-11-30T05:00:00Z');
    const tuesday = new Date('2026-12-01T05:00:00Z');
    expect(await summary.send(7)).toBe(0);
    const choose = async (name: string, value: string) =>
      (await house.call(settings.update, { params: { name }, body: { value } })).status;
    expect(await choose('summary.recipients', 'not an address')).toBe(400);
    expect(await choose('summary.recipients', 'desk@first.example, desk@second.example')).toBe(200);
    expect(await choose('summary.every', 'weekly')).toBe(200);
    await summary.sendIfDue(tuesday);
    expect(await house.rows(`select from mails where subject like '%changes in the last%'`)).toEqual([]);
    await summary.sendIfDue(monday);
    await arrived(/To: desk@second\.example/).toBeTruthy();
    await arrived(/To: desk@first\.example/).toBeTruthy();
    const letter = office.letters.find(({ to }) => to.includes('desk@first.example'));
    expect(bodyOf(partsOf(letter?.text ?? '')[0] ?? '')).toMatch(
      /Luxembourg: \d+ in the last 7 days\r?\n {2}Organisations\r?\n {4}new {6}CIRCL/,
    );
  });

  it('is encrypted to whoever has a key, subject and all, and signed inside', async () => {
    const theirs = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email: 'orgadmin@users.example' }],
    });
    await house.rows(
      `insert into encryption_keys (uuid, individual_id, type, text, can_encrypt, created, modified)
       values (gen_random_uuid(), $1, 'pgp', $2, true, now(), now())`,
      [world.users.orgAdmin.individualId, theirs.publicKey],
    );
    await post('A very secret subject', 'For your eyes only', 'orgAdmin');
    await arrived(/To: orgAdmin@/).toBeTruthy();
    const text = office.letters.at(-1)?.text ?? '';
    expect(text).toContain('multipart/encrypted; protocol="application/pgp-encrypted"');
    expect(text).not.toContain('secret subject');
    const [version, sealed = ''] = partsOf(text);
    expect(version).toContain('Version: 1');
    const { text: publicKey } = await house.call(mail.key, { key: '' });
    const opened = await decrypt({
      message: await readMessage({ armoredMessage: sealed.slice(sealed.indexOf('-----BEGIN')) }),
      decryptionKeys: await readPrivateKey({ armoredKey: theirs.privateKey }),
      verificationKeys: await readKey({ armoredKey: publicKey }),
      format: 'binary',
    });
    await expect(opened.signatures[0]?.verified).resolves.toBe(true);
    const inner = Buffer.from(opened.data as Uint8Array).toString('utf8');
    expect(inner).toContain('Subject: A very secret subject');
    expect(bodyOf(inner)).toBe('For your eyes only');
  });

  it('that a server refuses is tried again, and the password is in no answer, log row or table', async () => {
    office.refuses = true;
    await post('Later', 'x');
    await expect
      .poll(async () => (await house.call(mail.list)).body[0]?.fault, { timeout: 15_000 })
      .toContain('not now, postman:•••');
    office.refuses = false;
    await expect.poll(async () => (await house.call(mail.list)).body[0]?.state, { timeout: 20_000 }).toBe('sent');
    expect(office.signIns).toContain('postman:a password nobody may read');
    const shown = [
      (await house.call(settings.list)).text,
      (await house.call(settings.get, { params: { name: 'mail.password' } })).text,
      (await house.call(settings.history, { params: { name: 'mail.password' } })).text,
      (await house.call(mail.list)).text,
      JSON.stringify(await house.rows('select * from settings')),
      JSON.stringify(await house.rows('select * from audit_log')),
      JSON.stringify(await house.rows('select data, output from pgboss.job')),
    ].join();
    expect(shown).not.toContain('a password nobody may read');
    expect(shown).not.toContain(testSecret);
  });

  it('keeps the private part of its key sealed, one for all who ask at once', async () => {
    const rows = await house.rows<{ sealed_key: string; public_key: string }>('select * from instance_keys');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed_key).toMatch(/^v1\./);
    expect(rows[0]?.sealed_key).not.toContain('PRIVATE');
    expect((await house.call(mail.key, { key: '' })).text).toBe(rows[0]?.public_key);
  });

  it('is tested by a button that says what the server answered', async () => {
    const said = await house.call(mail.test, { key: keyOf('admin') });
    expect(said.body).toMatchObject({ ok: true, address: 'admin@users.example' });
    office.refuses = true;
    const refused = await house.call(mail.test, { key: keyOf('admin') });
    office.refuses = false;
    expect(refused.body).toMatchObject({ ok: false, message: expect.stringContaining('not now') });
    expect((await house.call(mail.test, { key: keyOf('community') })).status).toBe(403);
    expect((await house.call(mail.list, { key: keyOf('community') })).status).toBe(403);
  });

  it('cannot be given another head by a subject or an address', async () => {
    await post('One\r\nBcc: eve@evil.example', 'x');
    await arrived(/Subject: One Bcc: eve@evil.example/).toBeTruthy();
    expect(office.letters.at(-1)?.to).toEqual(['plain@users.example']);
    expect(office.letters.at(-1)?.text).not.toMatch(/^Bcc:/m);
  });

  it('that failed for good can be tried again by hand', async () => {
    const [row] = await house.rows<{ id: string }>(
      `insert into mails (address, subject, body, state, fault, attempts, created)
       values ('plain@users.example', 'By hand', 'x', 'failed', 'no route', 11, now()) returning id`,
    );
    const id = Number(row?.id);
    expect((await house.call(mail.retry, { params: { id } })).body).toMatchObject({ state: 'waiting', attempts: 0 });
    await arrived(/Subject: By hand/).toBeTruthy();
    await expect.poll(async () => (await house.call(mail.retry, { params: { id } })).status).toBe(409);
  });
});
