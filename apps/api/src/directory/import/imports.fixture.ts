import { type Import, type ImportRow, type ImportSettings, imports, type Problem } from '@cerebrate/contract';
import { adminKey, type House } from '../../../test/house.js';

/** Sends a file as a browser does; answers status and body. */
export async function sendFile(house: House, name: string, content: string | Buffer, key = adminKey) {
  const form = new FormData();
  form.append('file', new Blob([content as BlobPart]), name);
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
export async function imported(house: House, name: string, content: string | Buffer, settings: ImportSettings = {}): Promise<Import> {
  const { id } = await upload(house, name, content);
  await configure(house, id, settings);
  return work(house, id, 'run');
}
