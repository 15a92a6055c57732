import type * as z from 'zod';
import type { Tool } from './tool.js';

/** The connector's part of a message between nodes, in the order in which it goes onto the wire (WIRE-CONTRACT §5.3). */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * A message of the other node as it came: the connector's part of its sender, unchecked, and what the nodes put around
 * it. Read the first with a schema of your own, and throw `Unfit` when it does not fit.
 */
export interface ReceivedMessage {
  /** The sender's tool. */
  readonly local_tool_id: number;
  /** Our tool. */
  readonly remote_tool_id: number;
  /** Name of the sender's tool; absent where a sender leaves it out. */
  readonly tool_name?: string;
  readonly connectorName: string;
  readonly cerebrateURL: string;
  readonly [key: string]: unknown;
}

/** What the connector has made at the tool so far: ids, names, flags; kept sealed, so keys may be in it. */
export type Made = Readonly<Record<string, string | number | boolean | null>>;

/** Who is at the other end, by this node's own records. */
export interface Party {
  /** What the other node is called here. */
  readonly name: string;
  /** Base address of the other node; for two tools of this node, the address of the other tool. */
  readonly url: string;
  /** The organisation that runs it. */
  readonly organisation: { readonly uuid: string; readonly name: string };
}

/**
 * One connection in the making, on this side. Every function may be called again after it failed or was broken off,
 * also between two calls to the tool: make what is missing, find what is there. Nothing may be made twice.
 */
export interface Handshake<O = unknown> {
  /** The same as long as the connection lives: derive names from it by which things are found again. */
  readonly uuid: string;
  /** True when an earlier try of this or a former step may have made something that `made` does not tell. */
  readonly isResumed: boolean;
  readonly peer: Party;
  /** What the operator of this side chose, by the connector's own schema. */
  readonly options: O;
  readonly made: Made;
  /** Adds to what was made, and stores it before it returns: call it after each thing that was made. */
  keep(made: Made): Promise<void>;
}

/** What a test of the finished connection found. */
export interface Verification {
  readonly isConnected: boolean;
  /** One sentence for people. */
  readonly message: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Connecting two tools of a kind through their nodes, in three phases (WIRE-CONTRACT §5.3, §6.6): A offers, B accepts,
 * A finalises. The host sends the messages, keeps the state, and calls each function until it succeeds or somebody gives
 * up. All of them throw `RemoteFailed` or `Unfit`.
 */
export interface Interconnect<S = unknown, O = unknown> {
  /** An object schema of what an operator may choose for their side, all of it optional; the form is drawn from it. */
  readonly options: z.ZodType<O>;
  /** Keys of payloads that are credentials: sealed at rest, masked in every view, gone when the connection is done. */
  readonly secrets: readonly string[];
  /** Phase 1 at A: makes what the other side will need here, not yet usable; returns what B is told. */
  offer(tool: Tool<S>, handshake: Handshake<O>): Promise<Payload>;
  /** Phase 2 at B: makes what A needs here and the link to A; returns what A is told. */
  accept(tool: Tool<S>, handshake: Handshake<O>, offered: ReceivedMessage): Promise<Payload>;
  /** Phase 3 at A: makes the link to B, and usable what was offered. */
  finalise(tool: Tool<S>, handshake: Handshake<O>, accepted: ReceivedMessage): Promise<void>;
  /** Removes whatever this handshake made here, however far it got; done already is success. */
  withdraw(tool: Tool<S>, handshake: Handshake<O>): Promise<void>;
  /** Ends a finished connection here: the link, the account and its key go; done already is success. */
  disconnect(tool: Tool<S>, handshake: Handshake<O>): Promise<void>;
  /** Gives the other side's account a new key and returns what the other side is told; `renew` takes it there. */
  rotate?(tool: Tool<S>, handshake: Handshake<O>): Promise<Payload>;
  /** Puts the other side's new key into the link here. */
  renew?(tool: Tool<S>, handshake: Handshake<O>, rotated: ReceivedMessage): Promise<void>;
  /** Tests the finished connection with the tool's own means; changes nothing. */
  verify?(tool: Tool<S>, handshake: Handshake<O>): Promise<Verification>;
}
