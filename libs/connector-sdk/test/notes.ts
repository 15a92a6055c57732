import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The tool the example connector speaks to: `GET /notes`, `POST /notes`, with a token. Remembers what was written. */
export async function startNotes(token: string) {
  const notes: { title: string }[] = [{ title: 'The first note' }];
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { message: 'wrong token' });
    if (request.method === 'GET') return answer(200, notes);
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      notes.push(JSON.parse(text) as { title: string });
      answer(201, notes.at(-1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    notes,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
