import * as z from 'zod';
import { wireTimePattern } from '../time.js';

/** `2026-11-22T01:09:28+00:00`. */
export const WireTimeText = z.string().regex(wireTimePattern, 'must be a UTC time such as 2026-11-22T01:09:28+00:00');
/** A local, positive id. */
export const WireId = z.int().positive();
/** Unix seconds, as auth keys have them. */
export const UnixSeconds = z.int().nonnegative();
/** A uuid as served. The original does not check the form on input (recording 624), so this is text. */
export const WireUuid = z.string().max(40);

/** The PHP way of an array of named members: `[]` when there is none. */
export const phpMapOf = <T extends z.ZodType>(value: T) => z.union([z.tuple([]), z.record(z.string(), value)]);

/** Which columns of an associated row matched a filter; recorded on filtered lists, left out by us (contract 2.2). */
export const MatchingRows = z.record(z.string(), z.record(z.string(), z.unknown()));
