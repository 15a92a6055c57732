import type { ObservedSetting } from '@cerebrate/connector-sdk';
import {
  type FleetBoard,
  type FleetMember,
  FleetObservationList,
  type ListRequest,
  type RecordRef,
  type SeenSetting,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, defineListPlan, type Principal, Store, sql } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { localToolScope } from '../local-tools/local-tool.scope.js';
import { type ToolCheckRow, toCheck, toolsFrom } from '../local-tools/local-tool-view.js';
import { LocalToolsService } from '../local-tools/local-tools.service.js';
import {
  desiredOf,
  driftOf,
  lockOutOf,
  type ObservationRow,
  observationColumns,
  policyOf,
  toObservation,
} from './fleet-rows.js';

interface MemberRow {
  id: number;
  uuid: string;
  name: string;
  last_check: ToolCheckRow | null;
  seen: ObservationRow | null;
  fault: string | null;
  settings: ObservedSetting[] | null;
  curve: { at: string; figures: ObservationRow['figures'] }[] | null;
}

const observations = defineListPlan(FleetObservationList, {
  key: sql`o.id`,
  fields: { at: sql`o.at` },
});

/** How many former looks the small curve of a tool has. */
const curveLength = 48;

/** All tools of a kind beside each other; everything on it was seen before, so that no page waits for a tool. */
@Injectable()
export class FleetBoards {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
  ) {}

  /** The board. Throws `NotFound` for a kind this node does not know. */
  async board(principal: Principal, connectorId: string, now = new Date()): Promise<FleetBoard> {
    const { id, title, fleet } = this.connectors.named(connectorId);
    const [desired, policy, rows] = await Promise.all([
      desiredOf(this.store, id),
      policyOf(this.store, id),
      this.#members(principal, id),
    ]);
    const members = rows.map((row): FleetMember => {
      const seen = row.seen && toObservation(row.seen);
      return {
        tool: { id: row.id, uuid: row.uuid, name: row.name },
        health: row.last_check && toCheck(row.last_check),
        seen,
        fault: row.fault,
        drift: driftOf(desired, row.settings),
        lockOut: lockOutOf(policy, seen?.version ?? null, now),
        curve: (row.curve ?? []).map(({ at, figures }) => ({ at: new Date(at).toISOString(), figures })),
      };
    });
    const figures = (fleet?.figures ?? []).map((figure) => ({ ...figure, warnsFrom: figure.warnsFrom ?? null }));
    return { connector: id, title, figures, policy, desired, members };
  }

  #members(principal: Principal, connector: string): Promise<MemberRow[]> {
    return this.store.read<MemberRow>(sql`
      select t.id, t.uuid, t.name, lc.last_check, ls.seen, lo.fault, s.settings, c.curve
      from ${toolsFrom}
      left join lateral (select to_json(o) as seen from fleet_observations o
        where o.tool_id = t.id and o.fault is null order by o.at desc, o.id desc limit 1) ls on true
      left join lateral (select o.fault from fleet_observations o
        where o.tool_id = t.id order by o.at desc, o.id desc limit 1) lo on true
      left join fleet_snapshots s on s.tool_id = t.id
      left join lateral (select json_agg(json_build_object('at', x.at, 'figures', x.figures) order by x.at, x.id) as curve
        from (select o.id, o.at, o.figures from fleet_observations o where o.tool_id = t.id and o.fault is null
          order by o.at desc, o.id desc limit ${curveLength}) x) c on true
      where t.connector = ${connector} and ${localToolScope.see.where(principal, 't')}
      order by t.name, t.id`);
  }

  /** How a tool was, newest first. Throws `NotFound`. */
  async observations(principal: Principal, ref: RecordRef, request: ListRequest) {
    const { id } = await this.tools.get(principal, ref);
    const where = allOf([sql`o.tool_id = ${id}`, observations.where(request)]);
    const rows = await this.store.read<ObservationRow>(
      sql`select ${observationColumns} from fleet_observations o where ${where} ${observations.order(request)} ${observations.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from fleet_observations o where ${where}`,
    );
    return { items: rows.map(toObservation), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** The settings of a tool as they were seen last. Throws `NotFound`. */
  async settings(principal: Principal, ref: RecordRef): Promise<{ at: string | null; settings: SeenSetting[] }> {
    const { id, connector } = await this.tools.get(principal, ref);
    const [row] = await this.store.read<{ at: Date; settings: ObservedSetting[] }>(
      sql`select s.at, s.settings from fleet_snapshots s where s.tool_id = ${id}`,
    );
    const desired = new Map((await desiredOf(this.store, connector)).map(({ setting, value }) => [setting, value]));
    return {
      at: row?.at.toISOString() ?? null,
      settings: (row?.settings ?? []).map((one) => ({ ...one, desired: desired.get(one.name) ?? null })),
    };
  }
}
