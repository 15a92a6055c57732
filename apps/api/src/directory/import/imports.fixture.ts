import {
  constituencyTemplateUuid,
  type Import,
  type ImportMapping,
  type ImportRow,
  type ImportSettings,
  imports,
  metaTargetOf,
  organisations,
  type Problem,
} from '@cerebrate/contract';
import { adminKey, type House } from '../../../test/house.js';

/** Sends a file as a browser does; answers status and body. */
export async function sendFile(house: House, name: string, content: string | Buffer, key = adminKey) {
  const form = new FormData();
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
  const said = await house.ask(imports.upload.path, { method: 'POST', body: form, key });
  return { status: said.status, body: said.body as Import & Partial<Problem> };
}

/** As `sendFile` for a file that is taken. Throws when it is not. */
export async function upload(house: House, name: string, content: string | Buffer): Promise<Import> {
  const { status, body } = await sendFile(house, name, content);
  if (status !== 201) throw new Error(`${name} was refused: ${JSON.stringify(body)}`);
  return body;
}

/** Sets settings that are accepted. Throws when they are not. */
export async function configure(house: House, id: number, settings: ImportSettings): Promise<Import> {
  const said = await house.call(imports.update, { params: { ref: String(id) }, body: settings });
  if (said.status !== 200) throw new Error(`the settings were refused: ${said.text}`);
  return said.body;
}

/** Starts a check or a run and waits until it ends, however it does. */
export async function work(house: House, id: number, how: 'check' | 'run'): Promise<Import> {
  const said = await house.call(imports[how], { params: { ref: String(id) } });
  if (said.status !== 200) throw new Error(`${how} was refused: ${said.text}`);
  return ended(house, id);
}

/** The import once it is no longer at work. */
export async function ended(house: House, id: number): Promise<Import> {
  for (;;) {
    const { body } = await house.call(imports.get, { params: { ref: String(id) } });
    if (body.state !== 'checking' && body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The whole report. */
export async function report(house: House, id: number, query: Record<string, string> = {}): Promise<ImportRow[]> {
  const said = await house.call(imports.rows, { params: { ref: String(id) }, query: { limit: '500', ...query } });
  return said.body.items;
}

/** Uploads text, sets the mapping and runs it. */
export async function imported(
  house: House,
  name: string,
  content: string | Buffer,
  settings: ImportSettings = {},
): Promise<Import> {
  const { id } = await upload(house, name, content);
  await configure(house, id, settings);
  return work(house, id, 'run');
}

/** Two teams as a spreadsheet gives them. */
export const csv = `name,uuid,website,country,asn,networks,tags
Example One,1f0c1de2-5b8a-4a2e-9d5c-000000000001,https://one.example,Luxembourg,AS64500,192.0.2.0/25;2001:db8:1::/48,tlp:clear; member
Example Two,1f0c1de2-5b8a-4a2e-9d5c-000000000002,https://two.example,EE,64501,198.51.100.0-198.51.100.191,member
`;

/** Targets of the template CSIRT Constituency. */
export const asNumber = metaTargetOf(constituencyTemplateUuid, 'AS Number');
export const domain = metaTargetOf(constituencyTemplateUuid, 'Domain');
export const network = metaTargetOf(constituencyTemplateUuid, 'IPv4 address');

/** An entry of a mapping. */
export const fill = (
  target: string,
  from: string,
  more: Partial<ImportMapping[number]> = {},
): ImportMapping[number] => ({
  target,
  from: [from],
  transforms: [],
  keep: false,
  ...more,
});

/** The default options but for some. */
export const options = (more: Partial<NonNullable<ImportSettings['options']>>) => ({
  mode: 'both' as const,
  overwriteEmpty: false,
  tags: [],
  metaFields: 'replace' as const,
  ...more,
});

/** Records as NDJSON. */
export const ndjson = (...records: object[]): string => records.map((record) => JSON.stringify(record)).join('\n');

/** Imports records that are matched by name, with the given further columns. */
export function byNames(
  house: House,
  name: string,
  records: object[],
  columns: ImportMapping = [],
  settings: ImportSettings = {},
): Promise<Import> {
  return imported(house, name, ndjson(...records), {
    mapping: [fill('name', 'name'), ...columns],
    match: 'name',
    ...settings,
  });
}

/** The organisation of that name, whole. */
export async function organisationNamed(house: House, name: string) {
  const { body } = await house.call(organisations.list, { query: { name } });
  return (await house.call(organisations.get, { params: { ref: String(body.items[0]?.id ?? 0) } })).body;
}
