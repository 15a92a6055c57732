// @ts-check
import * as openpgp from 'openpgp';

/** More user ids and sub-keys than this are no key of a person; what is beyond is not looked at. */
const partsLimit = 50;
const forever = Number.POSITIVE_INFINITY;
/** Without a date openpgp judges what a key can do, whatever the time is. */
const atAnyTime = /** @type {Date} */ (/** @type {unknown} */ (null));
/** Never contacts anything, and accepts what old teams still use for checking who they are. */
const config = { ...openpgp.config, minRSABits: 1024, rejectHashAlgorithms: new Set([openpgp.enums.hash.md5]) };

/**
 * The public keys in armoured text. Throws a sentence for a person when there is none or one is private.
 * @param {string} text
 */
async function keysIn(text) {
  const blocks = text.match(/-----BEGIN PGP [A-Z ]+-----[\s\S]*?-----END PGP [A-Z ]+-----/g) ?? [];
  if (blocks.length === 0)
    throw new Error('there is no OpenPGP public key in it: it begins with -----BEGIN PGP PUBLIC KEY BLOCK-----');
  const keys = [];
  for (const block of blocks) {
    if (!block.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK'))
      throw new Error(`it holds a ${block.slice(11, 40).split('-')[0]?.toLowerCase()}, not a public key`);
    keys.push(...(await openpgp.readKeys({ armoredKeys: block, config })));
  }
  if (keys.some((key) => key.isPrivate())) throw new Error('it holds a private key');
  return keys;
}

/**
 * What each key of armoured text says. Throws a sentence for a person.
 * @param {string} text
 */
export async function inspectPgp(text) {
  const keys = await keysIn(text);
  const found = [];
  for (const key of keys) found.push(await factsOf(key, keys.length === 1 ? text : key.armor()));
  return found;
}

/**
 * @param {openpgp.Key} key
 * @param {string} text
 */
async function factsOf(key, text) {
  const userIds = (await ownUsers(key)).map((user) => user.userID?.userID ?? '');
  const ends = await key.getExpirationTime(undefined, config);
  const isRevoked = await key.isRevoked(undefined, undefined, undefined, config);
  if (ends === null && !isRevoked) throw new Error('no signature of the key itself says what it is for');
  const info = key.getAlgorithmInfo();
  const curve = /** @type {string | undefined} */ (info.curve);
  return {
    type: 'pgp',
    text,
    fingerprint: key.getFingerprint().toUpperCase(),
    keyIds: key
      .getKeyIDs()
      .slice(0, partsLimit)
      .map((id) => id.toHex().toUpperCase()),
    userIds,
    emails: [...new Set(userIds.map(emailOf).filter((email) => email !== ''))],
    algorithm: algorithmOf(curve ?? info.algorithm),
    bits: info.bits ?? bitsOf(curve ?? info.algorithm),
    madeAt: key.getCreationTime().toISOString(),
    expiresAt: ends instanceof Date ? ends.toISOString() : null,
    isRevokedByMaker: isRevoked,
    canSign: await succeeds(() => key.getSigningKey(undefined, atAnyTime, undefined, config)),
    ...(await encryptionOf(key)),
  };
}

/**
 * The user ids that the key's own signature binds: anybody can glue another to it.
 * @param {openpgp.Key} key
 */
async function ownUsers(key) {
  const own = [];
  for (const user of key.users.slice(0, partsLimit))
    if (user.userID && (await succeeds(async () => (await user.verify(atAnyTime, config)) === true || refuse())))
      own.push(user);
  return own;
}

/** @param {openpgp.Key} key */
async function encryptionOf(key) {
  let until = 0;
  for (const part of [key, ...key.getSubkeys().slice(0, partsLimit)]) {
    if (!(await succeeds(() => key.getEncryptionKey(part.getKeyID(), atAnyTime, undefined, config)))) continue;
    const ends =
      part === key ? forever : await /** @type {openpgp.Subkey} */ (part).getExpirationTime(atAnyTime, config);
    until = Math.max(until, ends instanceof Date ? ends.getTime() : forever);
  }
  return {
    canEncrypt: until > 0,
    encryptsUntil: until > 0 && until < forever ? new Date(until).toISOString() : null,
  };
}

/** @param {() => Promise<unknown>} act */
const succeeds = (act) =>
  act().then(
    () => true,
    () => false,
  );

const refuse = () => {
  throw new Error('is not bound');
};

/** @param {string} userId */
const emailOf = (userId) =>
  (
    /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(userId)?.[1] ??
    /^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(userId)?.[1] ??
    ''
  ).toLowerCase();

/** @param {string} name */
const algorithmOf = (name) => (/^rsa/i.test(name) ? 'rsa' : name.replace(/Legacy$/, '')).slice(0, 40);

/** @param {string} name */
const bitsOf = (name) =>
  /25519|P256|256/.test(name)
    ? 256
    : /448/.test(name)
      ? 448
      : /384/.test(name)
        ? 384
        : /5(12|21)/.test(name)
          ? 521
          : null;

/**
 * The key as it is given away: without what others signed and attached; with an address only the user ids of it. Null
 * when none is left.
 * @param {string} text
 * @param {string | undefined} email
 */
export async function exportPgp(text, email) {
  const [key] = await keysIn(text);
  if (!key) return null;
  const own = await ownUsers(key);
  key.users = email === undefined ? own : own.filter((user) => emailOf(user.userID?.userID ?? '') === email);
  if (key.users.length === 0) return null;
  for (const user of key.users) user.otherCertifications = [];
  return { armoured: key.armor(), binary: Buffer.from(key.write()).toString('base64') };
}

/**
 * Who claims to have made a detached signature, and when. Null when it is no OpenPGP signature.
 * @param {Uint8Array} bytes
 */
export async function pgpSigners(bytes) {
  const signature = await readSignature(bytes);
  return (
    signature &&
    Array.from(signature.packets, (packet) => ({
      keyIds: [packet.issuerKeyID.toHex().toUpperCase()],
      fingerprint: packet.issuerFingerprint
        ? Buffer.from(packet.issuerFingerprint).toString('hex').toUpperCase()
        : null,
      signedAt: packet.created?.toISOString() ?? null,
    }))
  );
}

/** @param {Uint8Array} bytes */
async function readSignature(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes('-----BEGIN PGP SIGNATURE-----')) return openpgp.readSignature({ armoredSignature: text, config });
  return openpgp.readSignature({ binarySignature: bytes, config }).catch(() => null);
}

/**
 * Whether one signature (by its place) over the data holds with a key: `good`, or why not.
 * @param {Uint8Array} bytes
 * @param {number} place
 * @param {Uint8Array} data
 * @param {string} text
 */
export async function verifyPgp(bytes, place, data, text) {
  const signature = await readSignature(bytes);
  const packet = signature?.packets[place];
  const [key] = await keysIn(text);
  const [part] = key?.getKeys(packet?.issuerKeyID) ?? [];
  if (!packet || !key || !part) return { verdict: 'unknown-key', detail: 'the key does not hold the part that signed' };
  const message = await openpgp.createMessage({ binary: data });
  const [literal] = /** @type {openpgp.PacketList<openpgp.LiteralDataPacket>} */ (message.packets);
  try {
    await packet.verify(part.keyPacket, packet.signatureType ?? 0, literal ?? {}, atAnyTime, true, config);
  } catch (error) {
    const detail = /** @type {Error} */ (error).message;
    return { verdict: /digest did not match/i.test(detail) ? 'wrong-data' : 'bad-signature', detail };
  }
  const ends = packet.getExpirationTime();
  if (ends instanceof Date && ends <= new Date())
    return { verdict: 'signature-expired', detail: `it held until ${ends.toISOString()}` };
  try {
    await key.getSigningKey(part.getKeyID(), packet.created ?? undefined, undefined, config);
  } catch (error) {
    const detail = /** @type {Error} */ (error).message;
    if (/revoked/i.test(detail)) return { verdict: 'revoked', detail };
    if (/expired/i.test(detail)) return { verdict: 'expired-then', detail };
    return { verdict: 'not-for-signing', detail };
  }
  return { verdict: 'good', detail: null };
}
