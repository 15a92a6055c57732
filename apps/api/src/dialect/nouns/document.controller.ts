import { Readable } from 'node:stream';
import { wireVersion } from '@cerebrate/cerebrate-wire';
import { endpointAt } from '@cerebrate/contract';
import { Controller } from '@nestjs/common';
import * as z from 'zod';
import { type Asked, openApiDocument, Serves, Streamed } from '../../kernel/index.js';
import { dialectOperations } from '../../platform/index.js';
import { documentInside } from '../speaks.js';

const document = endpointAt(`GET ${documentInside}`, {
  allow: 'anyone',
  topic: 'Cerebrate 1.35',
  summary: 'The paths of the original that this node serves, as OpenAPI',
  reply: z.string(),
  produces: 'text/plain',
});

/** `/docs/openapi.yaml`, where the original's document lies (WIRE-CONTRACT §10.2). JSON is YAML. */
@Controller()
export class DialectDocument {
  #text: string | undefined;

  @Serves(document)
  get(_asked: Asked<typeof document>) {
    this.#text ??= JSON.stringify(
      openApiDocument({
        title: 'Cerebrate, the paths of the original',
        version: wireVersion,
        description: 'What a node of Cerebrate 1.35 and a MISP may ask of this node.',
        endpoints: [],
        foreign: dialectOperations(),
      }),
      null,
      2,
    );
    return new Streamed(Readable.from([this.#text]));
  }
}
