import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Call,
  type Endpoint,
  type Import,
  imports,
  metaTemplates,
  Problem,
  type ReplyOf,
} from '@cerebrate/contract';
import type { ImportDesk } from './import-desk.js';

/** A running instance, and the auth key of somebody who may import there. */
export interface Instance {
  /** Without a path: `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly key: string;
}

const lookEveryMs = 1000;

/** A desk of a running instance, asked over HTTP as any client would; the import is worked off there. */
export function remoteDesk(instance: Instance): ImportDesk {
  const ask = <E extends Endpoint>(endpoint: E, call: Call<E> = {}) => askInstance(instance, endpoint, call);
  const of = (id: number) => ({ params: { ref: String(id) } });
  return {
    receive: async (file) => {
      const form = new FormData();
      form.append('file', await openAsBlob(file), path.basename(file));
      return (await answer(instance, imports.upload, imports.upload.path, { body: form })) as Import;
    },
    configure: (id, settings) => ask(imports.update, { ...of(id), body: settings }),
    sample: (id) => ask(imports.sample, of(id)),
    work: async (id, how, tell, signal) => {
      let progress = await ask(imports[how], of(id));
      while (progress.state === 'checking' || progress.state === 'running') {
        await pause(lookEveryMs);
        if (signal.aborted) return ask(imports.cancel, of(id));
        progress = await ask(imports.get, of(id));
        tell(progress);
      }
      return progress;
    },
    refused: async (id, limit) =>
      (await ask(imports.rows, { ...of(id), query: { outcome: 'refused', limit: String(limit) } })).items,
    enableTemplate: async (uuid) => {
      const { items } = await ask(metaTemplates.list, { query: { uuid, sort: '-templateVersion', limit: '1' } });
      const [template] = items;
      if (!template) throw new Error(`the meta-template ${uuid} is not loaded there; load it under Administration`);
      if (!template.enabled) await ask(metaTemplates.change, { ...of(template.id), body: { enabled: true } });
    },
  };
}

async function askInstance<E extends Endpoint>(instance: Instance, endpoint: E, call: Call<E>): Promise<ReplyOf<E>> {
  const params = (call.params ?? {}) as Record<string, string>;
  const query = new URLSearchParams((call.query ?? {}) as Record<string, string>);
  const path = endpoint.path.replace(/:([a-z]+)/gi, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const body =
    call.body === undefined ? {} : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } };
  return (await answer(instance, endpoint, `${path}${query.size > 0 ? `?${query}` : ''}`, body)) as ReplyOf<E>;
}

/** The reply, or an error that says what the instance refused and why. */
async function answer(
  { url, key }: Instance,
  endpoint: Endpoint,
  path: string,
  init: { body?: FormData | string; headers?: Record<string, string> },
): Promise<unknown> {
  const response = await fetch(url.replace(/\/+$/, '') + path, {
    method: endpoint.method,
    ...init,
    headers: { ...init.headers, authorization: key, accept: 'application/json' },
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const problem = Problem.safeParse(readJson(text));
  throw new Error(
    `${url} refused ${endpoint.method} ${path} with ${response.status}${problem.success ? `: ${problem.data.detail}` : ''}`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
