import { apiDocument, apiPrefix } from '@cerebrate/contract';
import { Controller } from '@nestjs/common';
import api from '../../../package.json' with { type: 'json' };
import { type Asked, JsonText, openApiDocument, Serves, servedEndpoints } from '../../kernel/index.js';
import { dialectOperations } from './wire-operations.js';

const ours = /^\/(api\/v1\/|healthz$|readyz$)/;

const description = `Cerebrate's own API, all of it under \`${apiPrefix}\`, and the paths of Cerebrate 1.35 that this node answers to as well.

Records are named by id or uuid. Lists take \`q\`, \`sort\`, \`page\`, \`limit\` and filters \`field.operator=value\`. Refusals are problem
documents (RFC 9457) that name each fault. Send the auth key in the header \`Authorization\`.`;

@Controller()
export class ApiDocumentController {
  #text: string | undefined;

  @Serves(apiDocument)
  get(_asked: Asked<typeof apiDocument>) {
    this.#text ??= JSON.stringify(
      openApiDocument({
        title: 'Cerebrate',
        version: api.version,
        description,
        endpoints: servedEndpoints.filter(({ path }) => ours.test(path)),
        foreign: dialectOperations(),
      }),
    );
    return new JsonText(this.#text, { 'cache-control': 'no-cache' });
  }
}
