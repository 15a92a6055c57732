import { Inject, Injectable } from '@nestjs/common';
import type * as z from 'zod';
import { Remote, RemoteFailed, type RemotePeer, type RemoteReply, Sealer } from '../../kernel/index.js';
import { type BroodEntity, clientKeyPlace, keyPlace } from '../broods/brood.entity.js';
import { faultOfFailure, faultOfReply, unreadable } from './peer-faults.js';

/** An answer that was read. */
export interface PeerAnswer<T> {
  readonly value: T;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks a remote node as a node of 1.35 does (WIRE-CONTRACT §4.1): the address with the path behind it, the raw key, JSON
 * both ways, no redirect followed, as long as the brood allows. What comes is read by its shape or refused.
 */
@Injectable()
export class PeerClient {
  constructor(
    @Inject(Remote) private readonly remote: Remote,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** The raw answer of any status. Throws `RemoteFailed` when there is none. */
  ask(
    brood: BroodEntity,
    path: string,
    { method = 'GET', json, held }: { method?: string; json?: unknown; held?: string | undefined } = {},
  ): Promise<RemoteReply> {
    const key = brood.sealedKey === null ? '' : this.sealer.open(brood.sealedKey, keyPlace(brood));
    return this.remote.ask(this.#peer(brood, key), {
      method,
      url: `${brood.url}${path}`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'Cerebrate',
        ...(key === '' ? {} : { authorization: key }),
        ...(held === undefined ? {} : { 'if-none-match': held }),
      },
      ...(json === undefined ? {} : { json }),
    });
  }

  /**
   * The answer in its shape. Throws `RemoteFailed` with what to change: no answer, a refusal, a page instead of data,
   * data of another shape (naming the first field).
   */
  async read<T>(brood: BroodEntity, path: string, shape: z.ZodType<T>): Promise<PeerAnswer<T>> {
    const answer = await this.unlessHeld(brood, path, shape, undefined);
    if (answer === null) throw new RemoteFailed(brood.name, 304, unreadable);
    return answer;
  }

  /** As `read`; null when the remote says that it is still what we hold by that tag. */
  async unlessHeld<T>(
    brood: BroodEntity,
    path: string,
    shape: z.ZodType<T>,
    held: string | undefined,
  ): Promise<PeerAnswer<T> | null> {
    const reply = await this.#answer(brood, path, held);
    if (reply.status === 304 && held !== undefined) return null;
    const fault = faultOfReply(reply);
    if (fault) throw new RemoteFailed(brood.name, reply.status, fault.advice);
    const read = shape.safeParse(parsed(brood, reply));
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new RemoteFailed(
        brood.name,
        reply.status,
        `its answer to ${path} has not the form a node of 1.35 gives it: ${issue?.path.join('.') || 'the whole'} ${issue?.message ?? ''}`,
      );
    }
    return { value: read.data, headers: reply.headers };
  }

  async #answer(brood: BroodEntity, path: string, held: string | undefined): Promise<RemoteReply> {
    try {
      return await this.ask(brood, path, { held });
    } catch (error) {
      if (!(error instanceof RemoteFailed)) throw error;
      throw new RemoteFailed(brood.name, null, faultOfFailure(error).advice, error.code);
    }
  }

  #peer(brood: BroodEntity, key: string): RemotePeer {
    const { authority, pinnedCertificate, clientCertificate, sealedClientKey } = brood;
    return {
      name: brood.name,
      timeoutMs: brood.timeoutSeconds * 1000,
      maxBytes: 64 * 1024 * 1024,
      avoidsProxy: brood.skipProxy,
      secrets: [key],
      tls: {
        ...(authority === null ? {} : { authority }),
        ...(pinnedCertificate === null ? {} : { pinned: pinnedCertificate }),
        ...(clientCertificate === null ? {} : { certificate: clientCertificate }),
        ...(sealedClientKey === null ? {} : { key: this.sealer.open(sealedClientKey, clientKeyPlace(brood)) }),
      },
    };
  }
}

function parsed(brood: BroodEntity, { text, status }: RemoteReply): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RemoteFailed(brood.name, status, unreadable);
  }
}
