import type { MessageSeverity } from '@cerebrate/contract';
import { Injectable } from '@nestjs/common';
import type * as z from 'zod';
import type { Work } from '../../kernel/index.js';
import { SpokenKinds } from '../spoken-kinds.js';

type Values = Record<string, unknown>;

/** A message as its kind sends it: the payload is whole, with its secrets. */
export interface Outgoing<P extends object> {
  readonly id: number;
  /** The same at every try: the receiver knows by it what came before. */
  readonly uuid: string;
  readonly payload: P;
}

/** A kind of message that goes to another node, and how it is sent. */
export interface OutgoingKind<P extends object = Values> {
  /** `noun.verb`, such as `brood.message`. */
  readonly id: string;
  /** The kind in the original's words (WIRE-CONTRACT §5.5). */
  readonly scope: string;
  readonly action: string;
  readonly label: string;
  readonly description: string;
  readonly severity: MessageSeverity;
  readonly payload: z.ZodType<P>;
  /** Members of the payload that are sealed at rest and shown nowhere. */
  readonly secrets?: readonly string[];
  title(payload: P): string;
  /**
   * Sends it once, outside of any transaction; throws a reason that may be shown. It may be called again after a crash:
   * what the receiver has taken, it must take again as the same. A kind without it is kept for somebody to read.
   */
  send?(message: Outgoing<P>): Promise<void>;
  /** Notes that somebody gave it up, within the work that does; the payload comes without its secrets. */
  discarded?(work: Work, message: Outgoing<P>): Promise<void>;
}

/** Declares a kind of message; put it into `OutgoingKinds` so that it exists. */
export const defineOutgoingKind = <P extends object>(kind: OutgoingKind<P>): OutgoingKind<P> => Object.freeze(kind);

/** Every kind of outgoing message of one program; rooms add theirs in the constructor of the service that sends it. */
@Injectable()
export class OutgoingKinds extends SpokenKinds<OutgoingKind> {
  constructor() {
    super('kind of outgoing message');
  }
}
