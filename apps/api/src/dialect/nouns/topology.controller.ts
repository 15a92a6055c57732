import { wireHeaders, wireVersion } from '@cerebrate/cerebrate-wire';
import type { Topology, TopologyNode } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { TopologyService } from '../../federation/index.js';
import { JsonText } from '../../kernel/index.js';
import { said } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** The map of this node as the original draws it: a flow chart in Mermaid's words (WIRE-CONTRACT §3.19). */
@Controller()
export class DialectTopology {
  constructor(@Inject(TopologyService) private readonly topology: TopologyService) {}

  /** The chart to be kept: a file, as the original's page offers it. */
  @Speaks('instance/downloadTopology', 'GET', 'instance:manage')
  async download({ principal }: Exchange) {
    return new JsonText(flowchart(await this.topology.get(principal)), {
      ...wireHeaders.noStore,
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': 'attachment; filename="topology.md"',
    });
  }

  /** As JSON the original fails; here nodes and links come with the chart. */
  @Speaks('instance/topology', 'GET', 'instance:manage')
  async show({ principal }: Exchange) {
    const map = await this.topology.get(principal);
    return said({ mermaid: flowchart(map), ...map });
  }
}

const marks: Readonly<Record<TopologyNode['state'], string>> = {
  ok: "<span class='text-success'>fas:fa-check</span>",
  attention: "<span class='text-warning'>fas:fa-exclamation</span>",
  broken: "<span class='text-danger'>fas:fa-times</span>",
  unknown: "<span class='text-muted'>fas:fa-question</span>",
};

function flowchart({ nodes, links }: Topology): string {
  const here = nodes.filter(({ kind }) => kind === 'instance' || kind === 'tool');
  const broods = nodes.filter(({ kind }) => kind === 'brood');
  const remote = nodes.filter(({ kind }) => kind === 'remote-tool');
  return [
    'flowchart TB',
    '    subgraph this_node[fas:fa-network-wired This node]',
    '        direction TB',
    ...here.map((node) => `        ${idOf(node.id)}${boxOf(node)}`),
    '    end',
    ...broods.flatMap((brood) => [
      `    subgraph sub_${idOf(brood.id)}["fas:fa-network-wired ${plain(brood.title)}"]`,
      `        ${idOf(brood.id)}${boxOf(brood)}`,
      ...remote
        .filter(({ id }) => id.startsWith(`remote-tool:${brood.id.split(':')[1]}:`))
        .map((tool) => `        ${idOf(tool.id)}${boxOf(tool)}`),
      '    end',
    ]),
    // the original's arrow goes from the one that is pulled
    ...links.map(({ from, to, kind }) => `    ${idOf(from)} ${kind === 'pull' ? '-->' : '---'} ${idOf(to)}`),
    '',
  ].join('\n');
}

const idOf = (id: string): string => id.replace(/[^a-zA-Z0-9]/g, '_');

function boxOf({ kind, title, detail, state, href }: TopologyNode): string {
  const version = kind === 'instance' ? `<br />Version: <span class='text-success'>v${wireVersion}</span>` : '';
  const look = href ? `<br /><a href='${href}'>fas:fa-eye</a>` : '';
  return `["${plain(title)}${version}<br />${plain(detail)}<br />${marks[state]}${look}"]`;
}

/** Names are of people: nothing in them ends the quotes or becomes markup. */
const plain = (text: string): string =>
  text.replace(/[&"<>#;`\r\n]/g, (one) => (/\s/.test(one) ? ' ' : `#${one.codePointAt(0)};`));
