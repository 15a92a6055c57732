/**
 * The whole file cannot be taken, or not beyond this place; the message says where and what to do. Records before it
 * may have been taken already.
 */
export class SourceRefused extends Error {}
