import { type Endpoint, formsOf } from '@cerebrate/contract';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { JsonText, Streamed } from './asked.js';
import { Table } from './csv.js';
import { ENDPOINT } from './serves.js';

/**
 * Sends what handlers return: values as JSON, `JsonText` as it is, `Streamed` piece by piece. With `check` (tests) a
 * value that is not what the contract promises is a failure, not a surprise for the caller.
 */
export class ReplyInterceptor implements NestInterceptor {
  readonly #reflector = new Reflector();
  constructor(private readonly check: boolean) {}

  /** See the class. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { url } = context.switchToHttp().getRequest<FastifyRequest>().routeOptions;
    const endpoint = this.#reflector.get<Endpoint>(ENDPOINT, context.getHandler());
    return next.handle().pipe(map((answer: unknown) => this.#send(endpoint, asAsked(endpoint, answer, url), reply)));
  }

  #send(endpoint: Endpoint, answer: unknown, reply: FastifyReply): unknown {
    if (answer instanceof JsonText || answer instanceof Streamed) {
      for (const [name, value] of Object.entries(answer.headers)) void reply.header(name, value);
      if (!answer.headers['content-type'])
        void reply.type(
          answer instanceof JsonText ? 'application/json; charset=utf-8' : `${endpoint.produces}; charset=utf-8`,
        );
      return answer instanceof JsonText ? answer.text : answer.source;
    }
    if (this.check) {
      const parsed = endpoint.reply.safeParse(answer);
      if (!parsed.success)
        throw new Error(`${endpoint.method} ${endpoint.path} breaks its promise: ${parsed.error.message}`);
    }
    void reply.type('application/json; charset=utf-8');
    return answer === undefined ? null : answer;
  }
}

/** A table in the form of the path it was asked for at. */
function asAsked(endpoint: Endpoint, answer: unknown, url: string | undefined): unknown {
  if (!(answer instanceof Table)) return answer;
  return answer.as(formsOf(endpoint).find(({ path }) => path === url)?.form ?? 'csv');
}
