import * as z from 'zod';
import { wireTime } from '../time.js';
import { WireId, WireTimeText } from './scalars.js';

/** The colour a tag gets when it is made by tagging (contract 3.1). */
export const defaultTagColour = '#924da6';

const TextColour = z.enum(['white', 'black']);

export const Tag = z.strictObject({
  id: WireId,
  namespace: z.string().nullable(),
  predicate: z.string().nullable(),
  value: z.string().nullable(),
  name: z.string(),
  colour: z.string(),
  counter: z.int().nonnegative(),
  created: WireTimeText,
  modified: WireTimeText,
  text_colour: TextColour,
});
export type Tag = z.infer<typeof Tag>;

/** Reply of an add. */
export const AddedTag = Tag.pick({
  id: true,
  name: true,
  colour: true,
  created: true,
  modified: true,
  text_colour: true,
});
export type AddedTag = z.infer<typeof AddedTag>;

/** Colour of the text on a tag: white when (2R + B + 3G) / 6 is under 127 (contract 3.12). No colour reads as black. */
export function tagTextColour(colour: string): 'white' | 'black' {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const [red = 0, green = 0, blue = 0] = (match?.slice(1) ?? []).map((part) => Number.parseInt(part, 16));
  return (2 * red + blue + 3 * green) / 6 < 127 ? 'white' : 'black';
}

export interface TagRow {
  readonly id: number;
  readonly namespace: string | null;
  readonly predicate: string | null;
  readonly value: string | null;
  readonly name: string;
  readonly colour: string;
  readonly counter: number;
  readonly created: Date;
  readonly modified: Date;
}

/** A tag as the wire has it, with the computed colour of its text (WIRE-CONTRACT §3.12). */
export function tagToWire(row: TagRow): Tag {
  return {
    ...row,
    created: wireTime(row.created),
    modified: wireTime(row.modified),
    text_colour: tagTextColour(row.colour),
  };
}
