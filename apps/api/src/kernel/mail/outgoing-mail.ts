import type { Work } from '../store/work.js';

/** An e-mail to one person. */
export interface NewMail {
  /** The account of the person, whose keys it is encrypted to; null for strangers. */
  readonly userId: number | null;
  readonly address: string;
  readonly subject: string;
  /** Plain text; `%BASE%` becomes the address of the instance, `%SECRET%` the secret. */
  readonly body: string;
  /** What only the receiver may read, such as the secret of a link: sealed until it is sent, then gone. */
  readonly secret?: string;
}

/**
 * Takes e-mails on their way, for rooms below the one that sends them (decision 080): each exists, and is tried, exactly
 * when the change that asked for it was committed. Provided by the room `platform`.
 */
export interface OutgoingMail {
  /** Whether a server is named; without one nothing is sent. */
  isOn(): Promise<boolean>;
  /** Puts an e-mail on its way; does nothing while no server is named. */
  post(work: Work, mail: NewMail): Promise<void>;
}

/** Nest's token for the OutgoingMail. */
export const OUTGOING_MAIL = Symbol('outgoing mail');
