import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type SeveralServers, SHARED_KINDS, severalContender } from '../contenders/several.ts';
import { type Crowd, openCrowd } from '../load/crowd.ts';
import { together } from '../load/crowds.ts';
import type { ServerProcess } from '../processes/server-process.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';

/** Each has a follower at the server where it reports. */
const VEHICLES = 100;
/** At the other server, of vehicles that stand still. */
const BYSTANDERS = 100;
const PUBLISHERS = 8;
const PER_SECOND = 1000;

async function measureBystander(several: SeveralServers, options: RunOptions): Promise<Measurement> {
  const [busy, other] = several.servers;
  if (busy === undefined || other === undefined) throw new Error('this takes two servers');
  const vehicles = scaled(VEHICLES, options);
  const crowds: Crowd[] = [];
  try {
    const bystanders = Array.from({ length: scaled(BYSTANDERS, options) }, (_, n) =>
      several.follower([`parked-${n}`]),
    );
    const idle = await openCrowd(other, bystanders);
    crowds.push(idle);
    const publishers = Array.from({ length: PUBLISHERS }, () => several.publisher());
    const followers = Array.from({ length: vehicles }, (_, n) => several.follower([`bus-${n}`]));
    const load = await openCrowd(busy, [...publishers, ...followers]);
    crowds.push(load);
    const publish = (seconds: number) =>
      load.publish({
        group: 'publishers',
        template: several.template('bus-'),
        vehicles,
        seconds,
        pace: { perSecond: PER_SECOND },
      });
    await publish(Math.min(2, options.seconds));
    const alone = await usedBy(other, () => setTimeout(options.seconds * 1000));
    const beside = await usedBy(other, () => publish(options.seconds));
    const { updates } = await load.totals();
    if (updates === 0) throw new Error('nothing was delivered at the other server');
    return {
      serverBusy: beside.cpu,
      extra: {
        'its CPU when nothing is published, ms/s': alone.cpu * 1000,
        'its CPU, ms/s': beside.cpu * 1000,
        'reads more than then, /s': beside.reads - alone.reads,
        'bytes more than then, /s': beside.bytes - alone.bytes,
      },
    };
  } finally {
    await together(crowds).close();
  }
}

interface Used {
  /** CPU seconds a second. */
  readonly cpu: number;
  /** Calls of read(2) a second, on sockets too. */
  readonly reads: number;
  readonly bytes: number;
}

async function usedBy({ pid, cpuSeconds }: ServerProcess, work: () => Promise<unknown>): Promise<Used> {
  const [before, cpu, started] = [readsOf(pid), cpuSeconds(), performance.now()];
  await work();
  const seconds = (performance.now() - started) / 1000;
  const after = readsOf(pid);
  return {
    cpu: (cpuSeconds() - cpu) / seconds,
    reads: (after.calls - before.calls) / seconds,
    bytes: (after.bytes - before.bytes) / seconds,
  };
}

/** What a process has read so far, from sockets too. */
function readsOf(pid: number): { calls: number; bytes: number } {
  const text = readFileSync(`/proc/${pid}/io`, 'utf8');
  const number = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
  return { calls: number('syscr'), bytes: number('rchar') };
}

/** What a server pays for what is published elsewhere and followed by none of its clients. */
export const uninterested: Scenario = {
  name: 'uninterested-server',
  fullOnly: true,
  title: 'A second server while 1,000 fixes/s are published and followed at the first',
  unit: 'messages',
  goal: 'no message reaches a server on which nobody follows the vehicle',
  goals: [{ of: 'Waycast, Socket.IO', figure: 'bytes more than then, /s', versus: 'plain', atMost: 200 }],
  contenders: SHARED_KINDS.map((kind) => severalContender(kind, { count: 2 }, measureBystander)),
};
