import type { MessageSeverity } from '@cerebrate/contract';
import { Injectable } from '@nestjs/common';
import type * as z from 'zod';
import type { Principal, Work } from '../../kernel/index.js';
import { SpokenKinds } from '../spoken-kinds.js';

/** What a request holds, and what comes of it: ids and texts, nothing secret. */
export type Values = Record<string, unknown>;

/** A request as its kind decides it: the payload is whole, with its secrets. */
export interface Received<P extends object> {
  readonly id: number;
  readonly uuid: string;
  readonly origin: string;
  readonly organisationId: number | null;
  readonly payload: P;
}

/**
 * A kind of request (ARCHITECTURE §4.4): what it holds, who may send one, what accepting and declining it do. The room
 * whose noun it is about contributes it; the inbox stores, lists, guards and keeps the history.
 */
export interface RequestKind<P extends object = Values, D = unknown> {
  /** `noun.verb`, such as `user.registration`. */
  readonly id: string;
  /** The kind in the original's words (WIRE-CONTRACT §5.2): peers send it under these. */
  readonly scope: string;
  readonly action: string;
  readonly label: string;
  /** What it asks for, in a sentence. */
  readonly description: string;
  readonly severity: MessageSeverity;
  readonly payload: z.ZodType<P>;
  /** Members of the payload that are sealed at rest, shown nowhere, and gone once it is decided. */
  readonly secrets?: readonly string[];
  /**
   * Of one that was refused only the fact stays (decision 135): its title then, and what whoever asked is known by. It
   * may have no secrets, and nobody undertakes it.
   */
  readonly forgets?: { readonly title: string; words(payload: Values): readonly string[] };
  /** Whether administrators of the organisation it is about may decide. */
  readonly forOrganisations: boolean;
  /** What people read in the list; no secrets. */
  title(payload: P): string;
  /** Two open requests with the same key are one: a repeated request finds the first. */
  readonly key?: ((payload: P) => string) | undefined;
  /** A request with the key of one that is open or was accepted is that one: a message that is delivered again. */
  readonly isOnce?: boolean;
  /** Whether a caller who may send requests may send one of this kind (MSG-04). */
  maySend(principal: Principal): boolean;
  /** Checks a sent payload against what is known: throws `NotAllowed` when the caller does not speak for whom it names. */
  admit?(work: Work, payload: P): Promise<void>;
  /** Where it comes from; else the network address of the caller. */
  origin?(payload: P): string;
  /** The organisation it is about. */
  organisationOf?(work: Work, payload: P): Promise<number | null>;
  /** Notes that a new one has come, within the work that put it into the inbox. */
  arrived?(work: Work, request: Received<P>): Promise<void>;
  /** What whoever accepts must say; without it nothing. */
  readonly decision?: z.ZodType<D>;
  /** Carries it out within the work that marks it accepted; a kind without it can only be declined or discarded. */
  accept?(work: Work, request: Received<P>, decision: D): Promise<Values>;
  /**
   * Carries it out where that asks other machines, which no transaction can wait for; ends in `InboxService.conclude`.
   * May be called again until then.
   */
  undertake?(principal: Principal, request: Received<P>, decision: D): Promise<Values>;
  /** Tells whoever asked, within the work that marks it declined. */
  decline?(work: Work, request: Received<P>, message: string | null): Promise<void>;
  /** Notes that it was put aside, within the work that does; the payload comes without its secrets. */
  discard?(work: Work, request: Received<P>): Promise<void>;
}

/** Whether this node carries requests of the kind out. */
export const canAccept = (kind: RequestKind | undefined): boolean =>
  kind?.accept !== undefined || kind?.undertake !== undefined;

/** Declares a kind of request; put it into `RequestKinds` so that it exists. */
export const defineRequestKind = <P extends object, D>(kind: RequestKind<P, D>): RequestKind<P, D> =>
  Object.freeze(kind);

/** Every kind of request of one program; rooms add theirs in the constructor of the service that carries it out. */
@Injectable()
export class RequestKinds extends SpokenKinds<RequestKind> {
  constructor() {
    super('kind of request');
  }
}
