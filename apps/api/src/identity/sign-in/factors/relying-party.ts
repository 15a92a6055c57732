import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config, Conflict } from '../../../kernel/index.js';

/** For whom passkeys are made and used: the host name, and the origin that pages must have. */
export interface Place {
  readonly rpId: string;
  readonly origin: string;
  /** Why no passkey can be made or used at this address; null when one can. */
  readonly refusal: string | null;
}

/**
 * Tells the place by `BASE_URL`, or, when the operator gave none, by the `Host` the browser asked for: its passkeys work
 * under that name alone, and it sends no other name than the one in its address bar.
 */
@Injectable()
export class RelyingParty {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The place of a request. */
  of(request: FastifyRequest): Place {
    const asked = `${request.protocol}://${request.host}`;
    const base = this.config.isBaseUrlGiven ? this.config.baseUrl : asked;
    const { hostname, origin } = new URL(URL.canParse(base) ? base : this.config.baseUrl);
    return { rpId: hostname, origin, refusal: this.#refusal(hostname, origin, request.host) };
  }

  #refusal(hostname: string, origin: string, host: string): string | null {
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0)
      return 'Passkeys belong to a host name: open this instance by its name instead of its address.';
    if (!origin.startsWith('https:') && hostname !== 'localhost' && !hostname.endsWith('.localhost'))
      return 'Passkeys need an encrypted connection: open this instance by https.';
    if (this.config.isBaseUrlGiven && new URL(origin).host !== host)
      return `Passkeys of this instance work at ${origin}.`;
    return null;
  }
}

/** Throws `Conflict` where no passkey can be made or used. */
export function requirePasskeys({ refusal }: Place): void {
  if (refusal !== null) throw new Conflict(refusal);
}
