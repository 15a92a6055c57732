import type { Brood, Topology, TopologyLink, TopologyNode } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Principal, Registry, Store, sql } from '../../kernel/index.js';
import { broodScope } from '../broods/brood.scope.js';
import { type BroodRow, broodColumns, broodsFrom, toBrood } from '../broods/brood-view.js';

/** What a room below adds to the map: its tools, those of broods, and how they are linked. */
export interface TopologyPart {
  readonly id: string;
  read(principal: Principal, store: Store): Promise<{ nodes: readonly TopologyNode[]; links: readonly TopologyLink[] }>;
}

/** Rooms that know tools add themselves here when their module is loaded; `brood:N` and `instance` are the nodes to link to. */
export const topologyParts = new Registry<TopologyPart>('topology part');

/** The id of a brood in the map. */
export const broodNode = (id: number): string => `brood:${id}`;
/** The id of this node in the map. */
export const instanceNode = 'instance';

/** This node, its broods and tools, each as its last test found it (FEATURES INS-07). */
@Injectable()
export class TopologyService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The map as the caller may see it. */
  async get(principal: Principal): Promise<Topology> {
    const instance = await this.store.readOne<{ name: string }>(sql`select name from instances`);
    const nodes: TopologyNode[] = [
      {
        id: instanceNode,
        kind: 'instance',
        title: instance?.name ?? 'Cerebrate',
        detail: this.config.baseUrl,
        state: 'ok',
        checkedAt: null,
        href: '/instance/home',
      },
    ];
    const links: TopologyLink[] = [];
    for (const brood of await this.#all(principal)) {
      nodes.push(nodeOf(brood));
      links.push(linkOf(brood));
    }
    for (const part of topologyParts.list()) {
      const more = await part.read(principal, this.store);
      nodes.push(...more.nodes);
      links.push(...more.links);
    }
    const known = new Set(nodes.map(({ id }) => id));
    return {
      at: new Date().toISOString(),
      nodes,
      links: links.filter(({ from, to }) => known.has(from) && known.has(to)),
    };
  }

  async #all(principal: Principal): Promise<Brood[]> {
    const rows = await this.store.read<BroodRow>(
      sql`select ${broodColumns} from ${broodsFrom} where ${broodScope.see.where(principal, 'b')} order by b.name, b.id`,
    );
    return rows.map(toBrood);
  }
}

const stateOf = ({ lastCheck }: Brood): TopologyNode['state'] => {
  if (!lastCheck) return 'unknown';
  if (lastCheck.outcome === 'ok') return 'ok';
  return lastCheck.outcome === 'limited' ? 'attention' : 'broken';
};

function nodeOf(brood: Brood): TopologyNode {
  const { lastCheck, id, name, url } = brood;
  const product = lastCheck?.product ? `${lastCheck.product} ${lastCheck.version ?? ''}`.trim() : null;
  const latency = lastCheck?.latencyMs === null || !lastCheck ? null : `${lastCheck.latencyMs} ms`;
  const role = lastCheck?.role ? `role ${lastCheck.role}` : null;
  return {
    id: broodNode(id),
    kind: 'brood',
    title: name,
    detail: [product, role, latency].filter((one) => one !== null).join(' · ') || url,
    state: stateOf(brood),
    checkedAt: lastCheck?.at ?? null,
    href: `/broods/view/${id}`,
  };
}

/** The arrow goes the way the records go. */
const linkOf = (brood: Brood): TopologyLink =>
  brood.pull
    ? {
        from: broodNode(brood.id),
        to: instanceNode,
        kind: 'pull',
        state: stateOf(brood),
        label: `pulled, ${brood.strategy}`,
      }
    : { from: instanceNode, to: broodNode(brood.id), kind: 'knows', state: stateOf(brood), label: 'known' };
