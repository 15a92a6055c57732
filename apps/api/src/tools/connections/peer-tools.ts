import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import { type BroodEntity, ExchangeClient, faultOfFailure, faultOfReply, PeerClient } from '../../federation/index.js';
import { InvalidInput, RemoteFailed } from '../../kernel/index.js';
import type { MessageAction } from './messages.js';

/** A tool as another node shows it (WIRE-CONTRACT §5.1). */
const ExposedTool = z.object({
  id: z.int().min(0),
  name: z.string(),
  connector: z.string(),
  description: z.string().nullable().optional().default(null),
});
export type ExposedTool = z.infer<typeof ExposedTool>;

/** What became of a message. */
export interface Delivery {
  /** The other node said truthily that it took it. */
  readonly isTaken: boolean;
  /** Its answer as JSON; null when there was none. */
  readonly answer: Readonly<Record<string, unknown>> | null;
  /** What it said was wrong, as it said it (WIRE-CONTRACT §5.5). */
  readonly words: unknown;
  /** What happened, and what to change, in a sentence. */
  readonly fault: string | null;
  /** Whether it answered at all. */
  readonly isAnswered: boolean;
}

/** Asking other nodes for their tools, and sending them messages about tools. */
@Injectable()
export class PeerTools {
  constructor(
    @Inject(PeerClient) private readonly peers: PeerClient,
    @Inject(ExchangeClient) private readonly exchange: ExchangeClient,
  ) {}

  /** The tools another node shows us. Throws `RemoteFailed` when it refuses or does not answer. */
  async exposed(brood: BroodEntity): Promise<ExposedTool[]> {
    const { value } = await this.peers.read(brood, '/localTools/exposedTools', z.array(ExposedTool));
    return value;
  }

  /** One of them. Throws `RemoteFailed`, and `InvalidInput` when there is none of that number. */
  async one(brood: BroodEntity, remoteToolId: number): Promise<ExposedTool> {
    const found = (await this.exposed(brood)).find(({ id }) => id === remoteToolId);
    if (!found) throw InvalidInput.at(['remoteToolId'], `${brood.name} shows no tool of that number`);
    return found;
  }

  /** Whether the node is one of this program, by what it says of itself to such. Throws `RemoteFailed`. */
  isOfOurs(brood: BroodEntity): Promise<boolean> {
    return this.exchange.isSpoken(brood);
  }

  /** Sends a message; a node that refuses or does not answer is an outcome, no error. */
  async send(brood: BroodEntity, path: string, message: Readonly<Record<string, unknown>>): Promise<Delivery> {
    try {
      const reply = await this.peers.ask(brood, path, { method: 'POST', json: message });
      const answer = objectOf(reply.text);
      if (reply.status < 400 && answer?.['success'])
        return { isTaken: true, answer, words: null, fault: null, isAnswered: true };
      const words = answer?.['errors'] ?? answer?.['message'] ?? reply.text.slice(0, 2000);
      const fault = faultOfReply(reply)?.advice ?? `${brood.name} did not take it: ${textOf(words)}`;
      return { isTaken: false, answer, words, fault, isAnswered: true };
    } catch (error) {
      if (!(error instanceof RemoteFailed)) throw error;
      const { advice } = faultOfFailure(error);
      return { isTaken: false, answer: null, words: error.message, fault: advice, isAnswered: false };
    }
  }
}

/** Where messages about tools go. */
export const pathOf = (action: MessageAction): string => `/inbox/createEntry/LocalTool/${action}`;

/** The words of a refusal as a sentence. */
export const textOf = (words: unknown): string =>
  (Array.isArray(words)
    ? words.flat(3).map(String).join('; ')
    : typeof words === 'string'
      ? words
      : JSON.stringify(words)
  )
    .replace(/\s+/g, ' ')
    .slice(0, 500);

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
