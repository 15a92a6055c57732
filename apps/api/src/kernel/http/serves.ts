import { type Endpoint, formsOf } from '@cerebrate/contract';
import {
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anonymous } from '../access/principal.js';
import type { Answer, Asked } from './asked.js';
import { parseAsked } from './parse-asked.js';

/** Metadata key under which a route carries its descriptor. */
export const ENDPOINT = 'cerebrate:endpoint';

/** Every descriptor that is served, in the order the controllers were loaded; read by the API document and the battery. */
export const servedEndpoints: Endpoint[] = [];

const AskedParam = createParamDecorator((endpoint: Endpoint, context: ExecutionContext) => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  return {
    ...parseAsked(endpoint, request),
    principal: request.principal ?? anonymous(request.id, request.ip),
    request,
    reply: http.getResponse<FastifyReply>(),
  };
});

/**
 * Mounts an endpoint on a controller method: the route, its status, the descriptor for the gate and the document, and
 * the parsed `Asked` as the method's one argument. A method whose argument or result disagrees with the descriptor
 * does not compile.
 */
export function Serves<E extends Endpoint>(endpoint: E) {
  return (
    target: object,
    key: string,
    method: { readonly value?: (asked: Asked<E>) => Answer<E> | Promise<Answer<E>> },
  ): void => {
    const descriptor = method as PropertyDescriptor;
    servedEndpoints.push(endpoint);
    RequestMapping({ path: formsOf(endpoint).map(({ path }) => path), method: RequestMethod[endpoint.method] })(
      target,
      key,
      descriptor,
    );
    HttpCode(endpoint.status)(target, key, descriptor);
    SetMetadata(ENDPOINT, endpoint)(target, key, descriptor);
    AskedParam(endpoint)(target, key, 0);
  };
}
