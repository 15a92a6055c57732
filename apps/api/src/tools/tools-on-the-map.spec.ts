import { topology } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, type World } from '../../test/world.js';

describe('the map', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    await house.rows(
      `insert into broods (uuid, name, url, organisation_id, strategy, pull, skip_proxy, timeout_seconds, created, modified)
       values (gen_random_uuid(), 'The hub', 'https://hub.example', $1, 'standard', false, false, 30, now(), now())`,
      [world.organisations['cert-ee'].id],
    );
    await house.rows(
      `insert into local_tools (uuid, name, connector, settings, exposed, created, modified)
       values (gen_random_uuid(), 'Our MISP', 'misp', '{}', true, now(), now())`,
    );
    await house.rows(
      `insert into connections (uuid, side, state, tool_id, brood_id, remote_tool_id, remote_tool_name, created, modified)
       select gen_random_uuid(), 'asking', state, t.id, b.id, 7, 'Their MISP', now(), now()
       from local_tools t, broods b, unnest(array['connected', 'declined']) state`,
    );
  });
  afterAll(() => house.stop());

  it('shows our tools, those of others we are connected with, and the connections that live', async () => {
    const { body } = await house.call(topology.get);
    const [{ id: tool } = { id: '' }] = body.nodes.filter(({ title }) => title === 'Our MISP');
    const [{ id: other } = { id: '' }] = body.nodes.filter(({ title }) => title === 'Their MISP');
    const [{ id: hub } = { id: '' }] = body.nodes.filter(({ title }) => title === 'The hub');
    expect(other).toMatch(/^remote-tool:\d+:7$/);
    expect(body.links).toEqual(
      expect.arrayContaining([
        { from: 'instance', to: tool, kind: 'runs', state: 'unknown', label: 'runs' },
        { from: hub, to: other, kind: 'runs', state: 'unknown', label: 'runs' },
        { from: tool, to: other, kind: 'connects', state: 'ok', label: 'connected' },
      ]),
    );
    expect(body.links.filter(({ kind }) => kind === 'connects')).toHaveLength(1);
  });
});
