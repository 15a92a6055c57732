import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Import, ImportRow, ImportSample, ImportSettings } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { ImportReport, ImportRunner, ImportsService } from '../directory/index.js';
import { MetaTemplates } from '../fields/index.js';
import { type Principal, Store, sql } from '../kernel/index.js';

/** Where a command hands in an import: this instance's own database, or a running instance over HTTP. */
export interface ImportDesk {
  /** Takes a file. Throws when it is refused. */
  receive(file: string): Promise<Import>;
  configure(id: number, settings: ImportSettings): Promise<Import>;
  /** The first records as mapped. */
  sample(id: number): Promise<ImportSample[]>;
  /** Checks or runs it to its end, telling how far it is; an aborted `signal` cancels it. */
  work(id: number, how: 'check' | 'run', tell: (progress: Import) => void, signal: AbortSignal): Promise<Import>;
  /** The first refused records, in their order. */
  refused(id: number, limit: number): Promise<ImportRow[]>;
  /** Offers the template of that uuid on forms. Throws when it is not loaded. */
  enableTemplate(uuid: string): Promise<void>;
}

const progressEveryMs = 1000;

/** A desk in this process: the import is worked off here, not by the queue of a running server. */
export function localDesk(app: INestApplicationContext, principal: Principal): ImportDesk {
  const imports = app.get(ImportsService);
  return {
    receive: (file) => imports.receive(principal, path.basename(file), createReadStream(file)),
    configure: (id, settings) => imports.update(principal, { id }, settings),
    sample: (id) => imports.sample(principal, { id }),
    work: async (id, how, tell, signal) => {
      await imports[how](principal, { id }, { enqueue: false });
      const timer = setInterval(() => void imports.get(principal, { id }).then(tell, () => undefined), progressEveryMs);
      try {
        const end = await app.get(ImportRunner).run(id, signal);
        if (end === 'interrupted') await imports.cancel(principal, { id });
      } finally {
        clearInterval(timer);
      }
      return imports.get(principal, { id });
    },
    refused: async (id, limit) => (await app.get(ImportReport).list(principal, { id }, refusedRows(limit))).items,
    enableTemplate: async (uuid) => {
      const row = await app.get(Store).readOne<{ id: number; enabled: boolean }>(sql`
        select id, enabled from meta_templates where uuid = ${uuid} order by template_version desc limit 1`);
      if (!row) throw new Error(`the meta-template ${uuid} is not loaded; load it under Administration`);
      if (!row.enabled) await app.get(MetaTemplates).change(principal, { id: row.id }, { enabled: true });
    },
  };
}

const refusedRows = (limit: number) => ({
  q: '',
  sort: [{ field: 'row', descending: false }],
  page: 1,
  limit,
  total: false,
  filters: [{ field: 'outcome', op: 'eq' as const, values: ['refused'] }],
  meta: [],
  tags: { all: [], none: [], any: [] },
  anyOf: [],
  columns: [],
});
