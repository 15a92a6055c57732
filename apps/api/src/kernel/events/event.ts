import { randomUUID } from 'node:crypto';

/** An event: something happened, is committed, and any process may want to know. */
export interface EventDefinition<P extends object> {
  readonly name: `${string}.${string}`;
  /** Only carries the payload's type. */
  readonly payload?: P;
}

/** An event as it travels. */
export interface EmittedEvent {
  readonly name: string;
  readonly payload: object;
}

/** Names this process among those that listen, so that it does not hear its own events twice. */
export const origin: string = randomUUID();

/** Declares an event by its name, such as `organisation.changed`; the type argument is its payload (ids and names only). */
export const defineEvent = <P extends object>(name: `${string}.${string}`): EventDefinition<P> =>
  Object.freeze({ name });
