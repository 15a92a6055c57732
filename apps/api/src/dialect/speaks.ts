import { type ControllerName, WireRefusal, wireMessages, wireOperations } from '@cerebrate/cerebrate-wire';
import { type Allow, type Endpoint, endpointAt, type Method } from '@cerebrate/contract';
import * as z from 'zod';
import { type Asked, type JsonText, Serves, type Streamed } from '../kernel/index.js';
import { arrivalOf, Exchange, sentAsIs } from './exchange.js';

/** Where the dialect is mounted inside; no request from outside may name it. */
export const inside = '/~dialect' as const;
/** Where the document of the original's paths is. */
export const documentInside = `${inside}/document` as const;

type Spoken = ControllerName | 'any' | 'open';
/** Actions as the original counts methods: `edit` by POST or PUT. */
type Methods = 'GET' | 'GET POST' | 'POST' | 'POST PUT' | 'POST DELETE';
/** What a handler of the dialect answers. */
type Answer = JsonText | Streamed | Promise<JsonText | Streamed>;

/**
 * Writes that hand out rights or secrets: a browser's session proves anew who sits there, as for our own API. Callers by
 * key, as every node and MISP is, need no proof.
 */
const proved =
  /^(users\/(add|edit|massEdit|delete)|roles\/(add|edit|delete)|authKeys\/add|instance\/saveSetting|inbox\/process)$/;

const served = new Map<string, Allow>();

/** Who may call an action by a method, or undefined when this node does not serve it. */
export const allowOf = (method: string, controller: Spoken, action: string): Allow | undefined =>
  served.get(`${method === 'HEAD' ? 'GET' : method} ${controller}/${action}`);

/** Every action served, as `METHOD controller/action`. */
export const servedActions = (): readonly string[] => [...served.keys()];

/**
 * Mounts a handler as an action of the original, by each of its methods. The path inside is only where the gate and the
 * router find it; `dialectDestination` leads the original's many spellings there, and the handler reads the request
 * from its `Exchange`.
 */
export function Speaks(action: `${Spoken}/${string}`, methods: Methods, allow: Allow) {
  return (target: object, key: string, method: { readonly value?: (exchange: Exchange) => Answer }): void => {
    const descriptor = method as PropertyDescriptor & { value: (exchange: Exchange) => Answer };
    const act = descriptor.value;
    const safe = methods.startsWith('GET');
    for (const [place, verb] of (methods.split(' ') as Method[]).entries()) {
      served.set(`${verb} ${action}`, allow);
      const mounted = { ...descriptor, value: handlerOf(act) };
      if (place === 0) descriptor.value = mounted.value as unknown as typeof act;
      else Object.defineProperty(target, `${key}By${verb}`, mounted);
      Serves(endpointOf(verb, action, allow, safe))(target, place === 0 ? key : `${key}By${verb}`, mounted);
    }
  };
}

/** What Nest calls: gives the handler its exchange, and notes that the gate has let the request through. */
function handlerOf(act: (exchange: Exchange) => Answer) {
  return function (this: unknown, { request, reply }: Asked<Endpoint>): Answer {
    const arrival = arrivalOf(request.raw);
    if (!arrival?.route) throw new WireRefusal(404, wireMessages.notFound);
    arrival.isAnswering = true;
    sentAsIs(reply);
    return act.call(this, new Exchange(arrival.route, request, reply));
  };
}

/** The reply's shape is the one the original's document gives, where it has the action. */
function endpointOf(method: Method, action: string, allow: Allow, safe: boolean): Endpoint {
  const operation = wireOperations.find((one) => `${one.controller}/${one.action}` === action);
  return endpointAt(`${method} ${inside}/${action}`, {
    allow,
    topic: 'Cerebrate 1.35',
    summary: operation?.summary ?? `The original's ${action}`,
    body: z.unknown(),
    stepUp: method !== 'GET' && proved.test(action),
    reply: operation?.reply ?? z.unknown(),
    safe,
  });
}
