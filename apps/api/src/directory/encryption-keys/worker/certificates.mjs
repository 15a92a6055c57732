// @ts-check
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as pkijs from 'pkijs';

const emailProtection = ['1.3.6.1.5.5.7.3.4', '2.5.29.37.0'];
const signedDataType = '1.2.840.113549.1.7.2';
const signingTime = '1.2.840.113549.1.9.5';
const { keyEncipherment, keyAgreement, dataEncipherment, digitalSignature, nonRepudiation } = x509.KeyUsageFlags;

/** @param {ArrayBuffer | Uint8Array} bytes */
const hex = (bytes) =>
  Buffer.from(/** @type {Uint8Array} */ (bytes))
    .toString('hex')
    .toUpperCase();

/**
 * What each certificate of PEM text says. Who issued it is not judged: trust in issuers is the reader's. Throws a
 * sentence for a person.
 * @param {string} text
 */
export async function inspectCertificates(text) {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('there is no certificate in it: it begins with -----BEGIN CERTIFICATE-----');
  const found = [];
  for (const block of blocks) found.push(await factsOf(block, blocks.length === 1 ? text : `${block}\n`));
  return found;
}

/**
 * @param {string} pem
 * @param {string} text
 */
async function factsOf(pem, text) {
  const certificate = new x509.X509Certificate(pem);
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages;
  const purposes = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages;
  const isForMail = !purposes || purposes.some((purpose) => emailProtection.includes(String(purpose)));
  const may = (/** @type {number} */ flags) => isForMail && (usages === undefined || (usages & flags) !== 0);
  const { algorithm } = certificate.publicKey;
  const { name, namedCurve, modulusLength } =
    /** @type {{ name: string, namedCurve?: string, modulusLength?: number }} */ (algorithm);
  return {
    type: 'smime',
    text,
    fingerprint: hex(await certificate.getThumbprint('SHA-256')),
    keyIds: [plainSerial(certificate.serialNumber.toUpperCase()), ...keyIdOf(certificate)],
    userIds: [certificate.subject],
    emails: emailsOf(certificate),
    algorithm: (namedCurve ?? (/^RSA/.test(name) ? 'rsa' : name)).slice(0, 40),
    bits: modulusLength ?? (Number(/\d{3}$/.exec(namedCurve ?? '')?.[0] ?? 0) || null),
    madeAt: certificate.notBefore.toISOString(),
    expiresAt: certificate.notAfter.toISOString(),
    isRevokedByMaker: false,
    canEncrypt: may(keyEncipherment | keyAgreement | dataEncipherment),
    encryptsUntil: null,
    canSign: may(digitalSignature | nonRepudiation),
  };
}

/**
 * Without the zeros in front, which only some write.
 * @param {string} serial
 */
const plainSerial = (serial) => serial.replace(/^(00)+(?=.)/, '');

/** @param {x509.X509Certificate} certificate */
function keyIdOf(certificate) {
  const extension = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  return extension ? [extension.keyId.toUpperCase()] : [];
}

/** @param {x509.X509Certificate} certificate */
function emailsOf(certificate) {
  const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const listed = names.filter(({ type }) => type === 'email').map(({ value }) => value);
  const subject = [
    ...certificate.subjectName.getField('E'),
    ...certificate.subjectName.getField('1.2.840.113549.1.9.1'),
  ];
  return [...new Set([...listed, ...subject].map((email) => email.trim().toLowerCase()))].filter((email) =>
    /^[^\s@]+@[^\s@]+$/.test(email),
  );
}

/** @param {Uint8Array} bytes */
function signedDataOf(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const pem = /-----BEGIN (?:PKCS7|CMS)-----([\s\S]*?)-----END/.exec(text)?.[1];
  try {
    const content = pkijs.ContentInfo.fromBER(pem ? Buffer.from(pem, 'base64') : Uint8Array.from(bytes));
    return content.contentType === signedDataType ? new pkijs.SignedData({ schema: content.content }) : null;
  } catch {
    return null;
  }
}

/**
 * Who claims to have made a detached CMS signature, and when. Null when it is none.
 * @param {Uint8Array} bytes
 */
export async function cmsSigners(bytes) {
  return signedDataOf(bytes)?.signerInfos.map((signer) => ({
    keyIds: [signerId(signer)],
    fingerprint: null,
    signedAt: signedAt(signer),
  }));
}

/** @param {pkijs.SignerInfo} signer */
function signerId({ sid }) {
  if (sid instanceof pkijs.IssuerAndSerialNumber) return plainSerial(hex(sid.serialNumber.valueBlock.valueHexView));
  return hex(/** @type {any} */ (sid).valueBlock.valueHexView);
}

/** @param {pkijs.SignerInfo} signer */
function signedAt({ signedAttrs }) {
  const time = signedAttrs?.attributes.find(({ type }) => type === signingTime)?.values[0];
  return typeof time?.toDate === 'function' ? time.toDate().toISOString() : null;
}

/**
 * Whether one signature (by its place) over the data holds with a certificate: `good`, or why not.
 * @param {Uint8Array} bytes
 * @param {number} place
 * @param {Uint8Array} data
 * @param {string} text
 */
export async function verifyCms(bytes, place, data, text) {
  const signed = signedDataOf(bytes);
  const signer = signed?.signerInfos[place];
  if (!signed || !signer) return { verdict: 'bad-signature', detail: 'there is no such signature' };
  const certificate = new x509.X509Certificate(text);
  signed.certificates = [pkijs.Certificate.fromBER(certificate.rawData)];
  const answer = await signed
    .verify({ signer: place, data: Uint8Array.from(data).buffer, checkChain: false, extendedMode: true })
    .catch((/** @type {{ code?: number, message?: string }} */ error) => ({
      signatureVerified: false,
      code: error.code ?? 0,
      message: error.message ?? 'it could not be verified',
    }));
  if (answer.signatureVerified !== true) {
    const isOtherData = answer.code === 8 || /digest|hash/i.test(answer.message ?? '');
    return { verdict: isOtherData ? 'wrong-data' : 'bad-signature', detail: answer.message ?? null };
  }
  const at = new Date(signedAt(signer) ?? Date.now());
  if (at > certificate.notAfter || at < certificate.notBefore)
    return { verdict: 'expired-then', detail: `the certificate held until ${certificate.notAfter.toISOString()}` };
  return { verdict: 'good', detail: null };
}
