import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Time } from '../shapes.js';

/** How a node of the map is, by its last test. */
export const topologyStates = ['ok', 'attention', 'broken', 'unknown'] as const;

export const TopologyNode = z
  .strictObject({
    /** Unique in the map: `instance`, `brood:3`, `tool:7`, `remote-tool:3:1`. */
    id: z.string(),
    kind: z.enum(['instance', 'brood', 'tool', 'remote-tool']),
    title: z.string(),
    /** Product, version, role there, latency: what is known of it in one line. */
    detail: z.string(),
    state: z.enum(topologyStates),
    checkedAt: Time.nullable(),
    /** The page of it, if there is one. */
    href: z.string().nullable(),
  })
  .meta({ id: 'TopologyNode' });
export type TopologyNode = z.infer<typeof TopologyNode>;

export const TopologyLink = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    /** `pull` takes records by schedule, `knows` only knows the other, `runs` a tool, `connects` two tools. */
    kind: z.enum(['pull', 'knows', 'runs', 'connects']),
    state: z.enum(topologyStates),
    label: z.string(),
  })
  .meta({ id: 'TopologyLink' });
export type TopologyLink = z.infer<typeof TopologyLink>;

export const Topology = z
  .strictObject({ at: Time, nodes: z.array(TopologyNode), links: z.array(TopologyLink) })
  .meta({ id: 'Topology' });
export type Topology = z.infer<typeof Topology>;

/** This node, its broods and tools, and how they hang together (FEATURES INS-07). */
export const topology = {
  get: endpoint('GET /topology', {
    topic: 'Broods',
    allow: 'brood:read',
    summary: 'The map of this node, its broods and their tools, with the state each was found in last',
    reply: Topology,
  }),
};
