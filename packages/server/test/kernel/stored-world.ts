import { type Topic, WaycastError } from '@waycast/contract';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createJoinRig, type JoinRig } from '../../src/conformance/join-rig.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { MemoryTransactions } from '../../src/conformance/memory-transactions.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { Relay } from '../../src/kernel/relay.ts';
import { createStoredLogs } from '../../src/kernel/stored-logs.ts';
import type { Joined } from '../../src/kernel/subscribe.ts';
import type { Live, LogPosition } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';

export const ORDER: Topic = { tenant: 'acme', family: 'order', id: 'o-1' };
const MAX_TURNS = 4;

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A client that follows a log and may come back with its position. */
export class OrderFollower {
  /** What it was told, after the position that it first joined at. */
  readonly offsets: number[] = [];
  first: number | undefined;
  unrecovered = 0;
  #position: LogPosition | undefined;
  #rig: JoinRig | undefined;
  #read = 0;
  /** Joins one after another. */
  #joining: Promise<void> = Promise.resolve();

  follow(live: Live, topic: Topic, since?: LogPosition): Promise<void> {
    this.#joining = this.#joining.then(() => this.#join(live, topic, since));
    return this.#joining;
  }

  read(): void {
    for (const { event, position } of this.#rig?.socket.events.slice(this.#read) ?? []) {
      this.#read += 1;
      if (position === undefined) continue;
      if (event === 'resync') this.unrecovered += 1;
      else this.offsets.push(position.offset);
      this.#position = position;
    }
  }

  async leave(): Promise<void> {
    await this.#joining;
    await this.#rig?.close();
  }

  async #join(live: Live, topic: Topic, since: LogPosition | undefined): Promise<void> {
    this.read();
    await this.#rig?.close();
    const rig = createJoinRig(live, createMemoryHistory(), topic);
    const joined = await joinPatiently(rig, topic, this.#position ?? since);
    if (!joined.recovered) this.unrecovered += 1;
    this.first ??= since?.offset ?? joined.offset;
    this.#position ??= since ?? joined;
    this.#rig = rig;
    this.#read = 0;
    rig.answer(joined);
  }
}

async function joinPatiently(rig: JoinRig, topic: Topic, since: LogPosition | undefined): Promise<Joined> {
  for (;;) {
    try {
      return await rig.subscribe.join(rig.session, topic, since);
    } catch (error) {
      if (!(error instanceof WaycastError) || error.code !== 'unavailable') throw error;
      await nextTurn();
    }
  }
}

/** A live whose events arrive late, twice, in another order or never, and whose carrying fails now and then. */
function createLossyLive(real: Live, random: () => number): Live {
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(random() * MAX_TURNS); left > 0; left--) await nextTurn();
  };
  return new Proxy(real, {
    get(target, name) {
      if (name === 'carry') {
        return async (...given: Parameters<Live['carry']>) => {
          if (random() < 0.15) throw new WaycastError('unavailable', 'nobody was told');
          await target.carry(...given);
          if (random() < 0.1) throw new WaycastError('unavailable', 'the answer was lost');
        };
      }
      if (name === 'subscribe') {
        return (...[topic, listener, missed]: Parameters<Live['subscribe']>) =>
          target.subscribe(topic, (event) => {
            const arrivals = random() < 0.15 ? 0 : random() < 0.15 ? 2 : 1;
            // Lost with a break of the connection, which is noticed.
            if (arrivals === 0) void turns().then(missed);
            for (let copy = 0; copy < arrivals; copy++) void turns().then(() => listener(event));
          });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Servers over one database and one live that loses, repeats and delays what it carries. */
export function createStoredWorld(servers: number, random: () => number) {
  const clock = createManualClock();
  const log = createRecordedLog();
  const database = new MemoryTransactions(clock);
  database.onRead = async () => {
    for (let left = Math.floor(random() * MAX_TURNS); left > 0; left--) await nextTurn();
  };
  const real = createMemoryLive();
  const nodes = Array.from({ length: servers }, () => {
    const writer = database.server();
    const live = createStoredLogs({ live: createLossyLive(real, random), logs: [database.log], clock, log });
    return { live, writer, relay: new Relay({ outbox: writer.outbox, live, clock, log }) };
  });

  return {
    database,
    clock,
    log,
    nodeAt(at: number) {
      const node = nodes[at];
      if (node === undefined) throw new Error(`no server ${at}`);
      return node;
    },
    /** Lets it run until `done`, or long enough for that. */
    async settle(done: () => boolean): Promise<void> {
      database.away = false;
      for (let turns = 0; turns < 3000; turns++) {
        await nextTurn();
        if (turns % 10 === 0) clock.advance(500);
        if (turns > 50 && done()) break;
      }
      // What came too much would arrive now.
      for (let turns = 0; turns < 20; turns++) await nextTurn();
    },
    async close(): Promise<void> {
      for (const { relay, live } of nodes) {
        await relay.close();
        await live.close();
      }
    },
  };
}
