import type { Topic } from '@waycast/contract';
import { createJoinRig, type JoinRig } from '../../../../src/conformance/join-rig.ts';
import { createMemoryHistory } from '../../../../src/conformance/memory-history.ts';
import type { OutgoingEvent } from '../../../../src/kernel/frames.ts';
import type { Live } from '../../../../src/ports/live.ts';

/** Another server's part: a client that follows the vehicle and the log, and when anything of them arrived. */
export interface Reader {
  /** Numbers of the log's events in the order in which the client got them. */
  readonly numbers: readonly number[];
  /** Times at which the client was told that events are missing. */
  readonly resyncs: number;
  /** The newest version that the client got. */
  readonly version: number;
  /** When a position and when an event arrived on the server, in ms of `performance.now()`. */
  readonly arrivals: { readonly positions: readonly number[]; readonly events: readonly number[] };
  /** Resolves once `wanted` holds after something arrived. */
  until(wanted: (reader: Reader) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Joins both topics as a socket does. */
export async function openReader(live: Live, vehicle: Topic, log: Topic): Promise<Reader> {
  const [positions, events] = await Promise.all([join(live, vehicle), join(live, log)]);
  const arrivals = { positions: await timesOf(live, vehicle), events: await timesOf(live, log) };
  const reader: Reader = {
    get numbers() {
      return events.socket.events.flatMap(({ data }) =>
        'number' in data && typeof data.number === 'number' ? [data.number] : [],
      );
    },
    get resyncs() {
      return events.socket.events.filter(({ event }) => event === 'resync').length;
    },
    get version() {
      return Math.max(0, ...positions.socket.events.map(versionOf));
    },
    arrivals,
    async until(wanted) {
      await Promise.race([positions, events].map(({ socket }) => socket.until(() => wanted(reader))));
    },
    async close() {
      await Promise.all([positions.close(), events.close()]);
    },
  };
  return reader;
}

async function join(live: Live, topic: Topic): Promise<JoinRig> {
  const rig = createJoinRig(live, createMemoryHistory(), topic);
  rig.answer(await rig.subscribe.join(rig.session, topic));
  return rig;
}

async function timesOf(live: Live, topic: Topic): Promise<readonly number[]> {
  const times: number[] = [];
  await live.subscribe(topic, () => times.push(performance.now()));
  return times;
}

function versionOf({ data }: OutgoingEvent): number {
  return 'timestamp' in data && typeof data.timestamp === 'string' ? Date.parse(data.timestamp) : 0;
}
