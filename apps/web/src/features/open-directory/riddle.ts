import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Tries between two breaths of the page. */
const atOnce = 2000;

/**
 * Solves the server's riddle: an answer for which SHA-256 of `<challenge>:<answer>` begins with so many zero bits. In
 * plain JavaScript, since browsers hash for secure pages only.
 */
export async function solve(challenge: string, bits: number): Promise<string> {
  for (let answer = 0; ; answer++) {
    const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(`${challenge}:${answer}`));
    const first = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (Math.clz32(first) >= bits) return String(answer);
    if (answer % atOnce === atOnce - 1) await new Promise((resolve) => setTimeout(resolve));
  }
}
