import { factors, type PasskeyMade, type PasskeyPurpose, type PasskeyUsed, session } from '@cerebrate/contract';
import { call } from './call.js';

type Browser = typeof import('@simplewebauthn/browser');

const browser = (): Promise<Browser> => import('@simplewebauthn/browser');

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function';

/**
 * Lets the person use a passkey for that purpose. The browser's own dialog asks; giving up there is an `AbortError` or
 * `NotAllowedError`. @throws ProblemError
 */
export async function askPasskey(purpose: PasskeyPurpose): Promise<PasskeyUsed> {
  const options = await call(session.passkeyOptions, { body: { purpose } });
  const { startAuthentication } = await browser();
  return (await startAuthentication({ optionsJSON: options as never })) as unknown as PasskeyUsed;
}

/** Lets the person make a passkey. As `askPasskey`; `InvalidStateError` when their authenticator has one already. */
export async function makePasskey(): Promise<PasskeyMade> {
  const options = await call(factors.passkeyOptions);
  const { startRegistration } = await browser();
  return (await startRegistration({ optionsJSON: options as never })) as unknown as PasskeyMade;
}
