// @ts-check
import { parentPort } from 'node:worker_threads';
import { cmsSigners, inspectCertificates, verifyCms } from './certificates.mjs';
import { exportPgp, inspectPgp, pgpSigners, verifyPgp } from './pgp.mjs';

/**
 * Reads what strangers wrote, in a thread of its own with little memory: whoever hands in work may end the thread when
 * it takes too long. A task answers a value, or the sentence of what is wrong.
 */
const tasks = {
  /** @param {{ text: string, type?: string }} asked */
  inspect: async ({ text, type }) => {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text))
      throw new Error('it holds a private key: never give it away; export the public key alone');
    const isCertificate = type ? type === 'smime' : text.includes('-----BEGIN CERTIFICATE-----');
    return isCertificate ? inspectCertificates(text) : inspectPgp(text);
  },

  /**
   * Each text by itself: one that cannot be read tells why and spares the others.
   * @param {{ texts: string[] }} asked
   */
  inspectEach: async ({ texts }) => {
    const found = [];
    for (const text of texts)
      found.push(
        await tasks.inspect({ text }).then(
          (keys) => ({ keys }),
          (error) => ({ fault: told(error) }),
        ),
      );
    return found;
  },

  /** @param {{ text: string, email?: string }} asked */
  export: async ({ text, email }) => exportPgp(text, email),

  /** @param {{ signature: Uint8Array }} asked */
  signers: async ({ signature }) => {
    const cms = await cmsSigners(signature);
    if (cms) return { kind: 'smime', signers: cms };
    const pgp = await pgpSigners(signature);
    if (!pgp || pgp.length === 0) throw new Error('it is neither a detached OpenPGP nor a detached CMS signature');
    return { kind: 'pgp', signers: pgp };
  },

  /** @param {{ kind: string, signature: Uint8Array, place: number, data: Uint8Array, text: string }} asked */
  verify: async ({ kind, signature, place, data, text }) =>
    kind === 'pgp' ? verifyPgp(signature, place, data, text) : verifyCms(signature, place, data, text),
};

/** @param {unknown} error */
const told = (error) => (error instanceof Error ? error.message : 'it cannot be read').slice(0, 300);

parentPort?.on('message', async ({ id, task, asked }) => {
  const act = /** @type {(asked: unknown) => Promise<unknown>} */ (tasks[/** @type {keyof typeof tasks} */ (task)]);
  const answer = await act(asked).then(
    (value) => ({ id, value }),
    (error) => ({ id, fault: told(error) }),
  );
  parentPort?.postMessage(answer);
});

parentPort?.postMessage({ isReady: true });
