import { Readable } from 'node:stream';
import { type FieldChange, type ImportRow, imports } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Asked, type CsvColumn, csvOf, InvalidInput, Serves } from '../../kernel/index.js';
import { ImportReport } from './import-report.js';
import { ImportsService } from './imports.service.js';

@Controller()
export class ImportsController {
  constructor(
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(ImportReport) private readonly report: ImportReport,
  ) {}

  @Serves(imports.list)
  list({ principal, query }: Asked<typeof imports.list>) {
    return this.imports.list(principal, query);
  }

  @Serves(imports.presets)
  presets(_: Asked<typeof imports.presets>) {
    return this.imports.presets();
  }

  @Serves(imports.targets)
  targets(_: Asked<typeof imports.targets>) {
    return this.imports.targets();
  }

  @Serves(imports.upload)
  async upload({ principal, request }: Asked<typeof imports.upload>) {
    const part = await filePart(request);
    return this.imports.receive(principal, part.filename, part.file, () => part.file.truncated);
  }

  @Serves(imports.paste)
  paste({ principal, body }: Asked<typeof imports.paste>) {
    return this.imports.receive(principal, body.name, Readable.from([Buffer.from(body.text, 'utf8')]));
  }

  @Serves(imports.get)
  get({ principal, params }: Asked<typeof imports.get>) {
    return this.imports.get(principal, params.ref);
  }

  @Serves(imports.columns)
  columns({ principal, params }: Asked<typeof imports.columns>) {
    return this.imports.columns(principal, params.ref);
  }

  @Serves(imports.sample)
  sample({ principal, params }: Asked<typeof imports.sample>) {
    return this.imports.sample(principal, params.ref);
  }

  @Serves(imports.update)
  update({ principal, params, body, ifMatch }: Asked<typeof imports.update>) {
    return this.imports.update(principal, params.ref, body, ifMatch);
  }

  @Serves(imports.check)
  check({ principal, params }: Asked<typeof imports.check>) {
    return this.imports.check(principal, params.ref);
  }

  @Serves(imports.run)
  run({ principal, params }: Asked<typeof imports.run>) {
    return this.imports.run(principal, params.ref);
  }

  @Serves(imports.cancel)
  cancel({ principal, params }: Asked<typeof imports.cancel>) {
    return this.imports.cancel(principal, params.ref);
  }

  @Serves(imports.rows)
  rows({ principal, params, query }: Asked<typeof imports.rows>) {
    return this.report.list(principal, params.ref, query);
  }

  @Serves(imports.rowsCsv)
  async rowsCsv({ principal, params, query }: Asked<typeof imports.rowsCsv>) {
    return csvOf(await this.report.stream(principal, params.ref, query), csvColumns, 'import-report.csv');
  }

  @Serves(imports.remove)
  async remove({ principal, params }: Asked<typeof imports.remove>) {
    await this.imports.remove(principal, params.ref);
    return { done: true as const };
  }
}

/** The one file of a multipart body. Throws `InvalidInput` when the body is something else. */
async function filePart(request: FastifyRequest) {
  if (!request.isMultipart())
    throw InvalidInput.at(['file'], 'is needed; send it as multipart/form-data in the field `file`');
  const part = await request.file().catch((error: unknown) => {
    throw InvalidInput.at(['file'], `cannot be read: ${(error as Error).message.slice(0, 120)}`);
  });
  if (!part) throw InvalidInput.at(['file'], 'is needed; send it in the field `file`');
  return part;
}

const told = ({ field, before, after }: FieldChange): string =>
  `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;

const csvColumns: CsvColumn<ImportRow>[] = [
  { heading: 'row', cell: (row) => row.row },
  { heading: 'outcome', cell: (row) => row.outcome },
  { heading: 'organisation', cell: (row) => row.title },
  { heading: 'id', cell: (row) => row.entityId },
  { heading: 'reason', cell: (row) => row.reason },
  { heading: 'changes', cell: (row) => row.changes.map(told).join('; ') },
];
