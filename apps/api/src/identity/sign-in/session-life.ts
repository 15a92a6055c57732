const hour = 3_600_000;

/** A session that is not used for this long has ended. */
export const idleSessionMs = 12 * hour;
/** A session ends this long after its sign-in however much it is used. */
export const longestSessionMs = 7 * 24 * hour;
/** Use of a session or key is written down at most this often. */
export const seenEveryMs = 60_000;
