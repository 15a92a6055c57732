import type { Connector, Handshake, Interconnect, Made, Tool } from '@cerebrate/connector-sdk';
import type { ConnectionEnd } from '@cerebrate/contract';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { In } from 'typeorm';
import {
  Conflict,
  defineJob,
  Jobs,
  LOG,
  type Principal,
  Sealer,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { InboxService } from '../../requests/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolLender } from '../connectors/tool-lender.js';
import { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { ConnectionBroods } from './broods-reader.js';
import { ConnectionEntity } from './connection.entity.js';
import { ConnectionPost } from './connection-post.js';
import { keepLetters, lettersOf, purgeLetters } from './letters.js';
import { messageKey } from './messages.js';
import { activeStates, isActive, lockedRow, move, noteOfTest, tell } from './transitions.js';

/** Goes on with a connection that was left in the middle. */
export const stepJob = defineJob<{ connectionId: number }>('connection.step', { retries: 8, expireInSeconds: 600 });
/** Tests a finished connection. */
const testJob = defineJob<{ connectionId: number }>('connection.test', { retries: 0 });
/** When a step that a caller runs is looked after: by then it has ended, or its process has. */
export const lookAfterSeconds = 60;
const testAfterSeconds = 2;

const worker = systemPrincipal('connections', 'job');

/** A connection with what its steps need. */
interface Ground {
  readonly row: ConnectionEntity;
  readonly connector: Connector;
  readonly interconnect: Interconnect;
  readonly tool: Tool;
  readonly toolName: string;
}

/**
 * Leads connections through their steps (FEATURES INT-01…06). A step is noted as begun before it asks anything, and what
 * it made is kept at once; so a step that is broken off anywhere, by an error or with the process, is taken up where it
 * ended. One process works on a connection at a time.
 */
@Injectable()
export class HandshakeRunner implements OnApplicationBootstrap {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(ConnectionBroods) private readonly broods: ConnectionBroods,
    @Inject(ConnectionPost) private readonly post: ConnectionPost,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(LOG) private readonly log: Logger,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(stepJob, ({ connectionId }) => this.#resume(connectionId));
    jobs.register(testJob, ({ connectionId }) => this.#watch(connectionId));
  }

  /** Takes up what the process before left in the middle. */
  async onApplicationBootstrap(): Promise<void> {
    const rows = await this.store.read<{ id: number }>(
      sql`select id from connections where state = any(${activeStates}::text[]) and is_begun`,
    );
    for (const { id } of rows) void this.#resume(id).catch(() => undefined);
  }

  /**
   * Does what there is to do until somebody else must act. Throws `Conflict` while another process is at it, and
   * whatever a step failed with: the connection then says so, and can be taken up again.
   */
  async run(principal: Principal, id: number): Promise<void> {
    const ran = await this.store.alone(`connection ${id}`, async () => {
      for (let row = await this.#row(id); isActive(row); row = await this.#row(id)) await this.#step(principal, row);
    });
    if (!ran) throw new Conflict('this connection is being worked on at this moment; look again shortly');
    await this.#runTwin(principal, id);
  }

  /** Tests a finished connection and keeps what the tool said. Throws `Conflict` for one that cannot be tested, `RemoteFailed`. */
  async test(principal: Principal, id: number): Promise<void> {
    const row = await this.#row(id);
    if (row.state !== 'connected') return;
    const { interconnect, tool, toolName } = await this.#ground(row);
    if (!interconnect.verify) return;
    const isAwaited = row.confirmedAt === null;
    const handshake = await this.#handshake(principal, row, interconnect, row.isBegun);
    try {
      const { isConnected, message, facts } = await interconnect.verify(tool, handshake);
      await this.store.work(principal, async (work) => {
        const now = await lockedRow(work, id);
        const isNews = !isAwaited || isConnected || now.test?.message !== message;
        now.test = { at: work.now.toISOString(), isConnected, message: message.slice(0, 1000), facts: { ...facts } };
        if (isConnected) now.confirmedAt ??= work.now;
        await work.save(ConnectionEntity, now, 'test');
        if (isNews) await tell(work, now, noteOfTest(now.test, isAwaited));
      });
    } catch (error) {
      throw toldFailure(error, toolName);
    }
  }

  /** Gives the other side's account here a new key; and tells it. Throws `Conflict` where the connector, or the other node, cannot. */
  async rotate(principal: Principal, id: number): Promise<void> {
    const row = await this.#row(id);
    const { connector, interconnect, tool, toolName } = await this.#ground(row);
    if (row.state !== 'connected' || !interconnect.rotate)
      throw new Conflict('keys of this connection cannot be changed in place');
    await this.post.expectTakesKeys(row);
    const handshake = await this.#handshake(principal, row, interconnect, row.isBegun);
    try {
      const payload = await interconnect.rotate(tool, handshake);
      await this.store.work(principal, async (work) => {
        const now = await lockedRow(work, id);
        await this.post.announce(work, now, 'RotatedKey', payload);
        purgeLetters(this.sealer, now, interconnect.secrets);
        await work.save(ConnectionEntity, now);
        await tell(work, now, { message: 'the key of the other side was changed; it is told' });
      });
      if (row.twinId !== null)
        await this.renew(principal, row.twinId, this.post.write(row, connector, toolName, payload));
    } catch (error) {
      throw toldFailure(error, toolName);
    }
  }

  /** Puts the other side's new key into our link. Throws `Conflict` where the connector cannot, `RemoteFailed`. */
  async renew(principal: Principal, id: number, received: Parameters<NonNullable<Interconnect['renew']>>[2]) {
    const row = await this.#row(id);
    const { interconnect, tool, toolName } = await this.#ground(row);
    if (row.state !== 'connected' || !interconnect.renew)
      throw new Conflict('keys of this connection cannot be changed in place');
    try {
      await interconnect.renew(tool, await this.#handshake(principal, row, interconnect, row.isBegun), received);
    } catch (error) {
      throw toldFailure(error, toolName);
    }
    await this.store.work(principal, async (work) =>
      tell(work, await lockedRow(work, id), { message: 'the other side changed its key; our link has the new one' }),
    );
  }

  /** Begins the end of a connection: what was made is removed by the step that follows. */
  async withdraw(work: Work, row: ConnectionEntity, endsAs: ConnectionEnd, message: string, who?: string) {
    await this.post.takeBack(work, row);
    const isUntouched = !row.isBegun && Object.keys(lettersOf(this.sealer, row).made).length === 0;
    const note = { message, ...(who === undefined ? {} : { who }) };
    if (isUntouched && (row.state === 'asked' || row.state === 'offering'))
      return move(work, row, endsAs === 'disconnected' ? 'cancelled' : endsAs, note);
    row.endsAs = endsAs;
    await move(work, row, 'withdrawing', note);
    work.enqueue(stepJob, { connectionId: row.id });
  }

  /** In the background: a step that failed before its caller's eyes waits for people, one that was broken off goes on. */
  async #resume(id: number): Promise<void> {
    const row = await this.#row(id);
    if (isActive(row) && (row.fault === null || row.state === 'withdrawing')) await this.run(worker, id);
  }

  /** Tests by itself until the other side has finished, too: at first often, then every few hours. */
  async #watch(id: number): Promise<void> {
    await this.test(worker, id).catch((error: unknown) => this.log.warn({ connection: id, error }, 'not tested'));
    const { state, confirmedAt, doneAt } = await this.#row(id);
    if (state !== 'connected' || confirmedAt !== null || doneAt === null) return;
    await this.store.work(worker, async (work) => {
      const waited = Math.round((work.now.getTime() - doneAt.getTime()) / 1000);
      const pause = Math.min(Math.max(waited, testAfterSeconds * 5), 6 * 3600);
      work.enqueue(testJob, { connectionId: id }, { startAfterSeconds: pause });
    });
  }

  async #runTwin(principal: Principal, id: number): Promise<void> {
    const { twinId } = await this.#row(id);
    if (twinId !== null && isActive(await this.#row(twinId))) await this.run(principal, twinId);
  }

  async #step(principal: Principal, row: ConnectionEntity): Promise<void> {
    const isResumed = row.isBegun;
    if (!isResumed)
      await this.store.work(principal, async (work) => {
        const now = await lockedRow(work, row.id);
        now.isBegun = true;
        await work.save(ConnectionEntity, now);
      });
    try {
      if (row.state === 'sending' || row.state === 'answering') return await this.#send(principal, row);
      const ground = await this.#ground(row);
      const handshake = await this.#handshake(principal, row, ground.interconnect, isResumed);
      await this.#atTool(principal, ground, handshake);
    } catch (error) {
      const told = toldFailure(error, row.remoteToolName);
      await this.#noteFault(principal, row, told.message);
      throw told;
    }
  }

  /** The part of a step that asks our tool; ends in the next state. */
  async #atTool(principal: Principal, ground: Ground, handshake: Handshake): Promise<void> {
    const { row, interconnect, tool } = ground;
    const { received } = lettersOf(this.sealer, row);
    if (row.state === 'offering') {
      const payload = await interconnect.offer(tool, handshake);
      return this.#moveOn(principal, row, 'sending', 'the account for the other side was made', (now) =>
        this.#keepSent(now, ground, payload),
      );
    }
    if (row.state === 'withdrawing') {
      await (row.endsAs === 'disconnected'
        ? interconnect.disconnect(tool, handshake)
        : interconnect.withdraw(tool, handshake));
      return this.#moveOn(principal, row, row.endsAs ?? 'cancelled', 'what was made at our tool was removed');
    }
    if (!received) throw new Conflict('the message of the other side is gone; ask for the connection again');
    if (row.state === 'accepting') {
      const payload = await interconnect.accept(tool, handshake, received);
      return this.#moveOn(principal, row, 'answering', 'account and link were made', (now) =>
        this.#keepSent(now, ground, payload),
      );
    }
    await interconnect.finalise(tool, handshake, received);
    return this.#finish(principal, row, interconnect, 'the link was made, the account enabled');
  }

  async #send(principal: Principal, row: ConnectionEntity): Promise<void> {
    const { sent } = lettersOf(this.sealer, row);
    if (!sent) throw new Conflict('what should be sent is gone; ask for the connection again');
    const action = row.state === 'sending' ? 'IncomingConnectionRequest' : 'AcceptedRequest';
    const delivery = await this.post.deliver(row, action, sent);
    if (delivery.isTaken && row.state === 'answering')
      return this.#finish(
        principal,
        row,
        this.#interconnectOf(await this.#toolRow(row)),
        'the other node was told',
        (now) => {
          now.reply = delivery.reply;
        },
      );
    await this.store.work(principal, async (work) => {
      const now = await lockedRow(work, row.id);
      // what was refused never got there; what was not answered may have
      const isThere = delivery.isTaken || !delivery.isAnswered;
      Object.assign(now, { isBegun: false, reply: delivery.reply, sentAt: isThere ? work.now : now.sentAt });
      // the answer came faster than the receipt, or somebody ended it meanwhile
      if (now.state !== row.state) return void (await work.save(ConnectionEntity, now));
      if (delivery.isTaken) return move(work, now, 'requested', { message: 'the request was sent' });
      now.outboxId = await this.post.keep(work, now, action, sent, delivery);
      const note = { message: `the other node did not take it: ${delivery.fault}`, isFault: true };
      await move(work, now, row.state === 'sending' ? 'unsent' : 'unanswered', note);
      await this.#concludeRequest(work, now);
    });
  }

  /** Marks a connection finished: credentials leave it, its request is concluded, an older one between the two tools is ended. */
  async #finish(
    principal: Principal,
    row: ConnectionEntity,
    interconnect: Interconnect,
    message: string,
    change: (now: ConnectionEntity) => void = () => undefined,
  ): Promise<void> {
    await this.store.work(principal, async (work) => {
      const now = await lockedRow(work, row.id);
      change(now);
      await this.finishIn(work, now, interconnect, message);
    });
  }

  /** As `#finish`, inside a work of the caller's. */
  async finishIn(work: Work, row: ConnectionEntity, interconnect: Interconnect, message: string): Promise<void> {
    purgeLetters(this.sealer, row, interconnect.secrets);
    const isDone = row.side === 'asking' || !interconnect.verify;
    Object.assign(row, { isBegun: false, doneAt: work.now, confirmedAt: isDone ? work.now : null, outboxId: null });
    await move(work, row, 'connected', { message });
    await this.#concludeRequest(work, row);
    if (interconnect.verify) work.enqueue(testJob, { connectionId: row.id }, { startAfterSeconds: testAfterSeconds });
    const { side, toolId, remoteToolId } = row;
    if (row.broodId === null) return;
    const older = await work.findAll(ConnectionEntity, {
      side,
      toolId,
      broodId: row.broodId,
      remoteToolId,
      state: In(['connected']),
    });
    for (const other of older)
      if (other.id < row.id) await this.withdraw(work, other, 'disconnected', 'a newer connection takes its place');
  }

  async #concludeRequest(work: Work, row: ConnectionEntity): Promise<void> {
    if (row.requestId === null) return;
    const by = { userId: row.userId, username: row.username ?? work.principal.username };
    await this.inbox.conclude(work, row.requestId, 'accepted', { connectionId: row.id }, by);
  }

  async #moveOn(
    principal: Principal,
    row: ConnectionEntity,
    to: Parameters<typeof move>[2],
    message: string,
    change: (now: ConnectionEntity) => void = () => undefined,
  ): Promise<void> {
    await this.store.work(principal, async (work) => {
      const now = await lockedRow(work, row.id);
      change(now);
      now.isBegun = false;
      await move(work, now, to, { message });
    });
  }

  /** Leads back to where people decide; `isBegun` stays, for what was made may not be known. */
  async #noteFault(principal: Principal, { id }: ConnectionEntity, fault: string): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await lockedRow(work, id);
      const back = { accepting: 'asked', finalising: 'answered' } as const;
      const note = { message: fault, isFault: true };
      if (row.state === 'accepting' || row.state === 'finalising') return move(work, row, back[row.state], note);
      row.fault = fault.slice(0, 2000);
      await work.save(ConnectionEntity, row);
      await tell(work, row, note);
    });
    this.log.warn({ connection: id, fault }, 'a step of a connection failed');
  }

  #keepSent(
    now: ConnectionEntity,
    { connector, interconnect, toolName }: Ground,
    payload: Record<string, unknown>,
  ): void {
    const sent = this.post.write(now, connector, toolName, payload);
    if (now.side === 'asking') now.subject = messageKey(sent, interconnect.secrets);
    keepLetters(this.sealer, now, { sent });
  }

  async #handshake(
    principal: Principal,
    row: ConnectionEntity,
    interconnect: Interconnect,
    isResumed: boolean,
  ): Promise<Handshake> {
    const peer = row.peer ?? (await this.broods.party(row.broodId ?? 0));
    let made: Made = lettersOf(this.sealer, row).made;
    return {
      uuid: row.uuid,
      isResumed,
      peer,
      options: interconnect.options.parse(row.options),
      get made() {
        return made;
      },
      keep: async (more) => {
        made = { ...made, ...more };
        await this.store.work(principal, async (work) => {
          const now = await lockedRow(work, row.id);
          keepLetters(this.sealer, now, { made });
          await work.save(ConnectionEntity, now);
        });
      },
    };
  }

  async #ground(row: ConnectionEntity): Promise<Ground> {
    const toolRow = await this.#toolRow(row);
    const connector = this.connectors.named(toolRow.connector);
    const interconnect = this.#interconnectOf(toolRow);
    return { row, connector, interconnect, tool: this.lender.lend(connector, toolRow), toolName: toolRow.name };
  }

  #interconnectOf({ connector }: LocalToolEntity): Interconnect {
    const { interconnect, title } = this.connectors.named(connector);
    if (!interconnect) throw new Conflict(`tools of ${title} cannot be connected`);
    return interconnect;
  }

  async #toolRow({ toolId }: ConnectionEntity): Promise<LocalToolEntity> {
    return this.store.work(worker, async (work) => {
      const row = await work.find(LocalToolEntity, { id: toolId });
      if (!row || row.deletedAt !== null) throw new Conflict('the tool of this connection was forgotten; restore it');
      return row;
    });
  }

  #row(id: number): Promise<ConnectionEntity> {
    return this.store.work(worker, (work) => lockedRow(work, id));
  }
}
