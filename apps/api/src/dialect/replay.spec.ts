import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { wireError, wireHeaders } from '@cerebrate/cerebrate-wire';
import {
  bodyKind,
  compareShapes,
  type Recorded,
  type Recording,
  recordedSteps,
  recording,
  type Scene,
  scenes,
  type Unrecorded,
  world,
} from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld, recordedPassword } from '../../test/recorded-world.js';

/** Recordings of what this node does not serve yet, by path; the answer is then that of an unknown action. */
const notServedYet: Readonly<Record<string, string>> = {};

type Request = Pick<Recording['request'], 'method' | 'path' | 'headers' | 'body'>;

/** Plays a scene against a house: knows who asks by which credential, and which ids the house gave instead. */
class Replay {
  readonly #ids = new Map<string, number>();
  #session: { cookie: string; token: string } | undefined;

  constructor(
    private readonly house: House,
    private readonly patches: readonly string[],
  ) {}

  async play(as: string, request: Request, step: Pick<Recorded, 'uses' | 'csrf'>): Promise<Said<unknown>> {
    const headers = { ...request.headers, ...(await this.#credential(as, request.method, step.csrf)) };
    const body = request.body === null || request.method === 'GET' ? {} : { body: request.body };
    return this.house.ask(this.pathOf(request.path, step), { method: request.method, headers, ...body });
  }

  /** Remembers the id the house gave where the original gave another. */
  learn(creates: Recorded['creates'], body: unknown): void {
    for (const [kind, id] of Object.entries(creates ?? {})) {
      const own = (body as { id?: unknown }).id;
      expect(own, `the new id of ${kind}`).toBeTypeOf('number');
      this.#ids.set(`${kind}:${id}`, own as number);
    }
  }

  /** The recorded path with the ids the house gave. */
  pathOf(asked: string, { uses }: Pick<Recorded, 'uses'>): string {
    return Object.entries(uses ?? {}).reduce(
      (path, [kind, id]) => path.replace(new RegExp(`/${id}(?=[./?]|$)`), `/${this.#ids.get(`${kind}:${id}`) ?? id}`),
      asked,
    );
  }

  async #credential(as: string, method: string, csrf = true): Promise<Record<string, string>> {
    if (as === 'anonymous') return {};
    if (as === 'unknown-key') return { authorization: 'f'.repeat(40) };
    if (as === 'short-key') return { authorization: 'f'.repeat(39) };
    if (as === 'session:admin') {
      const { cookie, token } = await this.#signIn();
      return { cookie, ...(method !== 'GET' && csrf ? { 'x-csrf-token': token } : {}) };
    }
    const key = world(this.patches).auth_keys.find((one) => one.as === as);
    if (!key) throw new Error(`the world has no key of ${as}`);
    return { authorization: key.raw };
  }

  async #signIn(): Promise<{ cookie: string; token: string }> {
    if (this.#session) return this.#session;
    const said = await this.house.ask('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: recordedPassword }),
    });
    const cookie = said.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { csrfToken } = said.body as { csrfToken: string };
    this.#session = { cookie, token: csrfToken };
    return this.#session;
  }
}

const kindOf = (said: Said<unknown>): string =>
  (said.headers.get('content-type') ?? '').startsWith('text/html') && said.text !== ''
    ? 'page'
    : bodyKind({ status: said.status, headers: Object.fromEntries(said.headers), body: said.text });

function expectTotal(step: Recorded, recorded: Recording['response'], said: Said<unknown>): void {
  const total = said.headers.get('x-total-count');
  if (step.total === 'exact') expect(total, 'X-Total-Count').toBe(recorded.headers['x-total-count']);
  else if (typeof step.total === 'number') expect(total, 'X-Total-Count').toBe(String(step.total));
  else if (step.total === 'present') expect(total, 'X-Total-Count').toMatch(/^\d+$/);
  else expect(total, 'X-Total-Count').toBeNull();
}

const idsOf = (rows: unknown): number[] => (rows as { id: number }[]).map(({ id }) => id);

/** Status, headers and shape of one answer; of lists that are as recorded also which rows, in which order. */
function expectAnswer(step: Recorded, said: Said<unknown>, asked: string): void {
  const { request, response } = recording(step.recording);
  const status = step.verdict === 'same' ? response.status : step.status;
  const isPage = (step.body ?? bodyKind(response)) === 'page';
  expect(said.status, said.text.slice(0, 300)).toBe(isPage ? 200 : status);
  expect(kindOf(said), said.text.slice(0, 200)).toBe(step.body ?? bodyKind(response));
  if (isPage) return;
  expectTotal(step, response, said);
  if (said.status === 302) {
    expect(said.headers.get('location')).toContain('/users/login?redirect=');
    return;
  }
  expect(said.headers.get('content-type')).toBe(
    step.verdict === 'same'
      ? response.headers['content-type']
      : step.body === 'csv'
        ? wireHeaders.csv
        : 'application/json',
  );
  expect(said.headers.get('cache-control')).toContain('no-store');
  expect(said.headers.get('set-cookie')).toBeNull();
  // a refused alignment has an envelope of its own (WIRE-CONTRACT §2.9)
  if (said.status >= 400 && !(step.verdict === 'same' && response.body.includes('"saved"')))
    expect(said.body).toEqual({ ...wireError(said.status, '', asked), message: expect.stringMatching(/./) });
  if ((response.headers['content-type'] ?? '').startsWith('text/csv')) {
    expectCsv(response.body, said.text);
    return;
  }
  const like = step.like
    ? recording(step.like).response.body
    : step.verdict === 'same' || status === response.status
      ? response.body
      : undefined;
  if (like === undefined || kindOf(said) === 'message') return;
  const recorded: unknown = JSON.parse(like);
  expect(compareShapes(recorded, said.body, step).join('; ')).toBe('');
  if (step.verdict === 'same' && step.total === 'exact' && Array.isArray(recorded))
    expectRows(request.path, recorded, said.body);
}

/**
 * The same rows in the same order; of a filtered list that is cut by a limit only as many, since the original cuts it in
 * the order of whatever index its database took.
 */
function expectRows(asked: string, recorded: unknown[], said: unknown): void {
  const parameters = new Set([...new URLSearchParams(asked.split('?')[1])].map(([name]) => name));
  const isCut = parameters.delete('limit');
  const isFiltered = [...parameters].some((name) => !['full', 'sort', 'direction', 'page', 'foo'].includes(name));
  if (isCut && isFiltered) expect(said).toHaveLength(recorded.length);
  else if (isFiltered) expect(new Set(idsOf(said))).toEqual(new Set(idsOf(recorded)));
  else expect(idsOf(said)).toEqual(idsOf(recorded));
}

/** The same columns, in any order, and the same number of rows. */
function expectCsv(recorded: string, said: string): void {
  const heading = (text: string) => (text.split('\n')[0] ?? '').split(',').sort();
  expect(heading(said)).toEqual(heading(recorded));
  const rows = (text: string) => text.split('\n').filter((line) => /^"\d+",/.test(line)).length;
  expect(rows(said)).toBe(rows(recorded));
}

const isRecorded = (step: Recorded | Unrecorded): step is Recorded => 'recording' in step;

describe('the recordings of the original, replayed:', () => {
  let house: House;
  let webDir: string;
  beforeAll(async () => {
    webDir = mkdtempSync(path.join(tmpdir(), 'cerebrate-pages-'));
    writeFileSync(path.join(webDir, 'index.html'), '<!doctype html><title>Cerebrate</title>');
    house = await startHouse({ WEB_DIR: webDir });
  });
  afterAll(async () => {
    await house.stop();
    rmSync(webDir, { recursive: true });
  });

  describe.each(scenes().map((scene): [string, Scene] => [scene.title, scene]))('%s', (_title, { patches, steps }) => {
    let replay: Replay;
    beforeAll(async () => {
      await buildRecordedWorld(house, patches);
      replay = new Replay(house, patches);
    });

    for (const step of steps) {
      if (!isRecorded(step)) {
        it(`sends what was not recorded: ${step.why}`, async () => {
          const { as, method, path: asked, body } = step.send;
          const headers = { accept: 'application/json', 'content-type': 'application/json' };
          const said = await replay.play(as, { method, path: asked, headers, body }, step);
          expect(said.status).toBeLessThan(500);
        });
        continue;
      }
      const { as, request } = recording(step.recording);
      it(`answers ${step.recording} ${step.verdict === 'same' ? 'as recorded' : 'better'}`, async () => {
        const said = await replay.play(as, request, step);
        if (notServedYet[step.recording]) return expect(said.status).toBe(405);
        if (step.creates) replay.learn(step.creates, said.body);
        expectAnswer(step, said, replay.pathOf(request.path, step));
      });
    }
  });

  it('is all of them but those whose noun is not served yet', () => {
    const names = recordedSteps().map(({ recording: name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(notServedYet)));
    expect(names.length - Object.keys(notServedYet).length).toBeGreaterThan(260);
  });
});
