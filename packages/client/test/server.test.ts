import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventPayload, Hazard, LocationUpdate, Role } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Connection,
  createReporter,
  createRoadReporter,
  followHazards,
  joinRegion,
} from '../src/index.ts';
import { connectionTo, reaches, Told } from './connected.ts';

const SECRET = 'a secret of the tests, longer than 32 bytes';

let dataDir: string;
let waycast: Waycast;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'waycast-client-'));
  waycast = await start(0);
});

afterAll(async () => {
  await waycast.close();
  await rm(dataDir, { recursive: true });
});

function start(port: number): Promise<Waycast> {
  return createWaycast({
    host: '127.0.0.1',
    port,
    dataDir,
    jwtSecret: SECRET,
    logLevel: 'silent',
    gpsMinInterval: 0,
    drainTimeout: 0,
  });
}

function url(): string {
  if (waycast.url === undefined) throw new Error('the server has no address of its own');
  return waycast.url;
}

function token(subject: string, role: Role, vehicles: string[] = []): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, roles: [role], vehicles, exp: Math.floor(Date.now() / 1000) + 600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** A connection and a way to break it as a network would. */
async function openAs(who: string): Promise<{ connection: Connection; cut: () => void }> {
  let newest: WebSocket | undefined;
  class Breakable extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      newest = this;
    }
  }
  const connection = connectionTo(url(), { token: who, webSocket: Breakable });
  const open = reaches(connection, 'open');
  connection.connect();
  await open;
  return { connection, cut: () => newest?.terminate() };
}

const fix = (vehicleId: string, second: number) => ({
  vehicleId,
  latitude: 52.66,
  longitude: -8.63 + second / 1000,
  timestamp: Date.now() - 60_000 + second * 1000,
});

describe('with the real server', () => {
  it('a fix goes from a driver to a dispatcher, and can be read back', async () => {
    const { connection: dispatcher } = await openAs(token('anna', 'dispatcher'));
    const { connection: driver } = await openAs(token('dan', 'driver', ['bus-1']));
    const told = new Told<LocationUpdate | null>();
    dispatcher.trackVehicle('bus-1', told.tell);
    expect(await told.first(1)).toEqual([null]);
    const sent = fix('bus-1', 1);
    expect(await driver.report(sent)).toEqual({ accepted: true, broadcast: true });
    const live = (await told.first(2))[1];
    expect(live).toMatchObject({ vehicleId: 'bus-1', latitude: sent.latitude, longitude: sent.longitude });
    expect(await dispatcher.http.lastLocation({ id: 'bus-1' })).toMatchObject({ timestamp: live?.timestamp });
    const { items } = await dispatcher.http.history({ id: 'bus-1' });
    expect(items.map(({ time }) => time)).toEqual([live?.timestamp]);
    expect((await dispatcher.http.listVehicles()).vehicles.map(({ vehicleId }) => vehicleId)).toContain(
      'bus-1',
    );
    expect(await driver.http.me()).toMatchObject({ subject: 'dan', roles: ['driver'], vehicles: ['bus-1'] });
  });

  it('a reporter sends what it queued, and the fleet shows it', async () => {
    const { connection } = await openAs(token('anna', 'dispatcher'));
    const seen = new Map<string, LocationUpdate>();
    const all = new Promise<void>((resolve) => {
      connection.trackFleet({ tickMs: 20 }, (updates) => {
        for (const update of updates) seen.set(update.vehicleId, update);
        if (seen.has('van-1') && seen.has('van-2')) resolve();
      });
    });
    const reporter = createReporter({ url: url(), token: token('dan', 'driver', ['van-1', 'van-2']) });
    onTestFinished(() => reporter.close());
    const refused = new Told<string>();
    reporter.onRejected((rejected) => {
      for (const { code } of rejected) refused.tell(code);
    });
    for (const vehicleId of ['van-1', 'van-2', 'van-of-others']) await reporter.report(fix(vehicleId, 5));
    await all;
    expect(await refused.first(1)).toEqual(['forbidden']);
    await reporter.flush();
    expect(reporter.status).toMatchObject({ accepted: 2, rejected: 1, queued: 0 });
  });

  it('a log listener gets each message once, also those sent while it was away', async () => {
    const { connection, cut } = await openAs(token('dan', 'driver'));
    const told = new Told<number>();
    const recovered = new Told<boolean>();
    const subscription = connection.subscribe('drivers', {
      event: (_, { offset }) => told.tell(offset ?? -1),
      recovered: recovered.tell,
    });
    await connection.call('heartbeat');
    await expect.poll(() => subscription.position).toBeDefined();
    const first = await waycast.broadcastToAllDrivers({ type: 'new_order', order: 1 });
    await told.first(1);
    const open = reaches(connection, 'open');
    cut();
    await waycast.broadcastToAllDrivers({ type: 'new_order', order: 2 });
    await open;
    await waycast.broadcastToAllDrivers({ type: 'new_order', order: 3 });
    expect(await told.first(3)).toEqual([first, first + 1, first + 2]);
    expect(await recovered.first(1)).toEqual([true]);
  });

  it('observations are sent in batches, judged one by one, and safe to send again', async () => {
    const options = { url: url(), token: token('phone-1', 'viewer'), batchMax: 2 };
    const reporter = createRoadReporter(options);
    onTestFinished(() => reporter.close());
    const refused = new Told<string>();
    reporter.onRejected((rejected) => rejected.forEach(({ message }) => void refused.tell(message)));
    const at = (second: number) => ({
      timestamp: `2026-05-04T07:45:0${second}.000Z`,
      ...{ latitude: 52.66, longitude: -8.63, roughness: 1.2 },
    });
    for (const observation of [at(1), at(2), { ...at(3), latitude: 91 }, at(4)])
      await reporter.report(observation);
    await reporter.flush();
    expect(reporter.status).toMatchObject({ queued: 0, accepted: 3, rejected: 1, error: null });
    expect((await refused.first(1))[0]).toContain('latitude');

    const again = createRoadReporter(options);
    onTestFinished(() => again.close());
    await again.report(at(1));
    await again.flush();
    expect(again.status).toMatchObject({ queued: 0, accepted: 1, rejected: 0 });
  });

  it('members of a region are counted, also after one was cut off', async () => {
    const [first, second] = await Promise.all([
      openAs(token('walker-1', 'viewer')),
      openAs(token('walker-2', 'viewer')),
    ]);
    const told = [
      new Told<EventPayload<'region:update'>>(),
      new Told<EventPayload<'region:update'>>(),
    ] as const;
    const counted = async (by: (typeof told)[number], members: number): Promise<void> => {
      for (let at = 1; ; at++) if ((await by.first(at)).at(-1)?.members === members) return;
    };
    joinRegion(first.connection, 'gc7x9r', told[0].tell);
    await counted(told[0], 1);
    const joined = joinRegion(second.connection, 'gc7x9r', told[1].tell);
    await Promise.all(told.map((one) => counted(one, 2)));
    told[1].all.splice(0);
    second.cut();
    // It has come back by itself, in place of what was cut off.
    await counted(told[1], 2);
    expect(joined.region).toMatchObject({ geohash: 'gc7x9r', members: 2, hazards: [] });
    first.connection.close();
    await counted(told[1], 1);
  });

  it('hazards of a box are read at once, and again when asked', async () => {
    const { connection } = await openAs(token('walker-3', 'viewer'));
    const told = new Told<readonly Hazard[]>();
    const followed = followHazards(connection, [-8.7, 52.6, -8.6, 52.7], told.tell);
    onTestFinished(() => followed.close());
    expect(await told.first(1)).toEqual([[]]);
    const hazard = await connection.http.postHazard({ type: 'POTHOLE', latitude: 52.65, longitude: -8.65 });
    told.all.splice(0);
    followed.refresh();
    expect((await told.first(1))[0]?.map(({ hazardId }) => hazardId)).toEqual([hazard.hazardId]);
  });

  it('refusals arrive as errors of the catalogue', async () => {
    const { connection } = await openAs(token('vera', 'viewer', ['bus-1']));
    const errors = new Told<string>();
    const onError = ({ code }: WaycastError) => errors.tell(code);
    connection.trackVehicle('bus-of-others', undefined, { onError });
    expect(await errors.first(1)).toEqual(['not_found']);
    connection.trackFleet({ onError }, () => undefined);
    expect(await errors.first(2)).toEqual(['not_found', 'forbidden']);
    await expect(connection.report(fix('bus-1', 9))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(connection.http.listGrants()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a bad token ends the connection', async () => {
    const connection = connectionTo(url(), { token: `${token('anna', 'dispatcher')}x` });
    const closed = reaches(connection, 'closed');
    connection.connect();
    expect((await closed).reason?.code).toBe('unauthenticated');
  });

  it('hundreds of vehicles are followed again after a break', async () => {
    const { connection, cut } = await openAs(token('anna', 'dispatcher'));
    const joined = new Told<string>();
    for (let n = 0; n < 300; n++) connection.trackVehicle(`many-${n}`, () => joined.tell(`many-${n}`));
    await joined.first(300);
    cut();
    await connection.call('heartbeat').catch(() => undefined);
    const live = new Told<LocationUpdate | null>();
    connection.trackVehicle('many-299', live.tell);
    const { connection: other } = await openAs(token('boss', 'admin'));
    await other.report(fix('many-299', 2));
    // The limit on commands a second makes the client join the last of them later.
    expect((await live.first(2))[1]?.vehicleId).toBe('many-299');
  });

  it('a restart costs a reconnection, and the last position comes from history', async () => {
    const { connection } = await openAs(token('anna', 'dispatcher'));
    const snapshots = new Told<string | undefined>();
    await connection.report(fix('bus-2', 3));
    connection.trackVehicle(
      'bus-2',
      (location, { snapshot }) => snapshot && snapshots.tell(location?.timestamp),
    );
    const [before] = await snapshots.first(1);
    const open = reaches(connection, 'open');
    const { port } = new URL(url());
    await waycast.close();
    waycast = await start(Number(port));
    await open;
    expect((await snapshots.first(2))[1]).toBe(before);
  });
});
