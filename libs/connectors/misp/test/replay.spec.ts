import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import runs from './recordings/http.json' with { type: 'json' };
import { type MispStandIn, startMisp } from './stand-in/index.js';

/** One recorded exchange; `given` is what happened to that MISP between it and the one before. */
interface Scene {
  readonly n: number;
  readonly name: string;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly accept?: string;
  readonly body?: string;
  readonly status: number;
  readonly reply?: unknown;
  readonly given?: {
    readonly organisations?: readonly { readonly name: string }[];
    readonly change?: readonly (readonly [string, string, object])[];
    readonly servers?: readonly { readonly name: string; readonly authkey: string }[];
    /** Key of an ordinary user of B. */
    readonly plain?: string;
  };
}

/** Identities of the recorded instances and their own organisations. */
const instances = { A: '1dbc664e-1695-479f-98d8-866ecc9d5ec3', B: '49c81212-2042-4ea6-8f05-2ae7be8f6e55' };
const homes: Readonly<Record<string, string>> = {
  first: '73812caa-9089-40b8-8d68-4bd96bba74c0',
  second: 'ebd785ea-66a5-448a-9f6a-48868f3a8a4d',
  third: 'ebd785ea-66a5-448a-9f6a-48868f3a8a4d',
};
const keyOfB = 'EGbHXpuIUJApsFtAjOXFEsaWbYXPrmB9Q71JUV6k';
/** Numbers, times and texts that differ from run to run, or from one MISP to the next. */
const volatile =
  /^(id|.*_id|date_.*|created|modified|nids_sid|last_.*|created_by|user_count|org_count|priority|authkey|description|invited_by|gpgkey|certif_public|external_auth_key|current_login|default_role|created_by_email)$/;

function comparable(value: unknown, key = ''): unknown {
  if (volatile.test(key)) return 'differs';
  if (Array.isArray(value)) return value.map((one) => comparable(one));
  // A name that is taken gets four digits.
  if (typeof value === 'string') return value.replace(/_\d{1,4}$/, '_0000');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, comparable(one, name)]));
}

describe.each(runs as readonly { run: string; key: string; scenes: readonly Scene[] }[])(
  'the stand-in, asked as MISP was in the $run run of recordings',
  ({ run, key, scenes }) => {
    let a: MispStandIn;
    let b: MispStandIn;

    beforeAll(async () => {
      a = await startMisp({ key });
      b = await startMisp({ key: keyOfB });
      a.state.uuid = instances.A;
      b.state.uuid = instances.B;
      Object.assign(a.state.organisation('1') ?? {}, { uuid: homes[run] });
    });
    afterAll(async () => {
      await a.stop();
      await b.stop();
    });

    const prepare = async ({ organisations = [], change = [], servers = [], plain }: NonNullable<Scene['given']>) => {
      for (const one of organisations) a.state.addOrganisation(one);
      for (const [table, id, fields] of change)
        Object.assign((table === 'user' ? a.state.user(id) : a.state.organisation(id)) ?? {}, fields);
      for (const one of servers)
        await fetch(`${a.url}/servers/add`, {
          method: 'POST',
          headers: { authorization: key, accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify({ ...one, url: b.url, remote_org_id: '2' }),
        });
      if (plain) b.state.addUser({ email: 'plain@b.test', org_id: '1', role_id: '3' }, plain);
    };

    /** An account keeps the key it had when it was recorded, so that later requests can use it. */
    const keepKey = (misp: MispStandIn, { reply }: Scene) => {
      const { id, authkey } = (reply as { User?: { id?: string; authkey?: string } } | undefined)?.User ?? {};
      if (!id || !authkey) return;
      misp.state.dropKeys(id);
      misp.state.keys.set(authkey, id);
    };

    it.each(scenes.map((scene) => [`${scene.n} ${scene.name}`, scene] as const))('answers %s', async (_name, scene) => {
      if (scene.given) await prepare(scene.given);
      const misp = scene.at === 'B' ? b : a;
      const body = scene.body?.replaceAll('http://127.0.0.1:8202', b.url);
      const response = await fetch(`${misp.url}${scene.path}`, {
        method: scene.method,
        headers: {
          authorization: scene.key,
          accept: scene.accept ?? 'application/json',
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
      });
      const text = (await response.text())
        .replaceAll(b.url, 'http://127.0.0.1:8202')
        .replaceAll(a.url, 'http://127.0.0.1:8201');
      keepKey(misp, scene);

      expect([response.status, comparable(scene.reply === undefined ? undefined : JSON.parse(text))]).toEqual([
        scene.status,
        comparable(scene.reply),
      ]);
    });
  },
);
