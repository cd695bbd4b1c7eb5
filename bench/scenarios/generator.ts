import { type Crowd, openCrowd } from '../load/crowd.ts';
import type { CrowdClient } from '../load/crowd-client.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import { type Contender, type Measurement, type Scenario, scaled } from '../scenario.ts';

const CLIENTS = 1000;

interface Blast {
  /** In each frame. */
  readonly updates: number;
  /** In each write. */
  readonly frames: number;
  /** Updates are counted in every so many connections. */
  readonly sampleEvery: number;
  readonly fullOnly?: boolean;
}

function client(path: string): CrowdClient {
  return { protocol: 'websocket', group: path.slice(1), path, texts: [], acks: 0 };
}

function blasted(name: string, blast: Blast): Contender {
  return {
    name,
    fullOnly: blast.fullOnly ?? false,
    async measure(options) {
      const env = { UPDATES: String(blast.updates), FRAMES: String(blast.frames) };
      const server = await startServer('blaster', { env });
      try {
        const readers = Array.from({ length: scaled(CLIENTS, options) }, () => client('/reader'));
        const { sampleEvery } = blast;
        const crowd = await openCrowd(server, [client('/publisher'), ...readers], { sampleEvery });
        try {
          return await measureReading(server, crowd, options.seconds);
        } finally {
          await crowd.close();
        }
      } finally {
        await server.stop();
      }
    },
  };
}

async function measureReading(server: ServerProcess, crowd: Crowd, seconds: number): Promise<Measurement> {
  const before = await crowd.totals();
  const [crowdBefore, serverBefore] = [crowd.cpuSeconds(), server.cpuSeconds()];
  const started = performance.now();
  await crowd.publish({
    group: 'publisher',
    template: '{"id":{id}}',
    vehicles: 1,
    seconds,
    pace: { perSecond: 1 },
  });
  const after = await crowd.totals();
  // Its answer comes when it finds the time.
  const elapsed = (performance.now() - started) / 1000;
  const [received, bytes] = [after.updates - before.updates, after.bytes - before.bytes];
  const busy = crowd.cpuSeconds() - crowdBefore;
  return {
    rate: received / elapsed,
    serverBusy: (server.cpuSeconds() - serverBefore) / elapsed,
    generatorBusy: busy / elapsed,
    extra: { 'per generator-CPU-second': received / busy, 'MB/s': bytes / elapsed / 1e6 },
  };
}

/** The load generator alone, before a server that only writes. */
export const generator: Scenario = {
  name: 'generator',
  fullOnly: true,
  title: 'What the load generator takes: 1,000 connections, frames as fast as it reads them',
  unit: 'updates received',
  goal: 'more than the scenarios ask of it: their tables say so under “generator busy”',
  contenders: [
    blasted('an update a frame, a frame a write', { updates: 1, frames: 1, sampleEvery: 1 }),
    blasted('an update a frame, 64 frames a write', {
      updates: 1,
      frames: 64,
      sampleEvery: 1,
      fullOnly: true,
    }),
    blasted('the same, counted in every 10th connection', { updates: 1, frames: 64, sampleEvery: 10 }),
    blasted('100 updates a frame, a frame a write', { updates: 100, frames: 1, sampleEvery: 10 }),
    blasted('the same, counted in every 64th connection', {
      updates: 100,
      frames: 1,
      sampleEvery: 64,
      fullOnly: true,
    }),
  ],
};
