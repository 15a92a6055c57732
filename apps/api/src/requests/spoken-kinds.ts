import type { OnApplicationBootstrap } from '@nestjs/common';
import { Registry } from '../kernel/index.js';

/** What every kind of message is called: its own id, and the original's words for it (WIRE-CONTRACT §5.2). */
interface Spoken {
  readonly id: string;
  readonly scope: string;
  readonly action: string;
}

/** Kinds of messages of one program, found by their id and by the words that peers use. */
export class SpokenKinds<K extends Spoken> extends Registry<K> implements OnApplicationBootstrap {
  /** Adds a kind whatever its payload; whoever stores messages gives it back only payloads it has judged. */
  override add<D extends { readonly id: string }>(kind: D): D {
    super.add(kind as unknown as K);
    return kind;
  }

  /** The kind under these words, whatever the case of their letters. */
  spoken(scope: string, action: string): K | undefined {
    const asked = `${scope}.${action}`.toLowerCase();
    return this.list().find((kind) => `${kind.scope}.${kind.action}`.toLowerCase() === asked);
  }

  /** Closes the registry once every room has added its kinds. */
  onApplicationBootstrap(): void {
    this.freeze();
  }
}
