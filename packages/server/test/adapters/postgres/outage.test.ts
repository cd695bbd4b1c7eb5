import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { openPostgres, type PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { recordingLog } from './stores.ts';

/** A way to the database that can be cut and mended. */
class Cable {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(url: string) {
    this.#target = new URL(url);
  }

  get url(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href;
  }

  async mend(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((near) => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }
}

const fix = (time: number) => ({
  vehicleId: 'bus-1',
  latitude: 1,
  longitude: 2,
  time,
  receivedAt: time,
  accuracy: null,
});

describe('the database goes away and comes back', () => {
  let cable: Cable;
  let store: PostgresStore;
  let lines: string[];

  beforeEach(async () => {
    cable = new Cable(await freshDatabase());
    await cable.mend();
    const recording = recordingLog();
    lines = recording.lines;
    store = await openPostgres({ url: cable.url, log: recording.log, clock: systemClock });
  });
  afterEach(async () => {
    await cable.mend();
    await store.close();
    await cable.cut();
  });

  it('H1 rejects with unavailable while it is away, and stores again without a restart', async () => {
    await store.migrate();
    const record = (time: number) => store.history.record([{ tenant: 'default', fix: fix(time) }]);
    await record(1);
    expect(store.state()).toBe('connected');
    await cable.cut();
    await expect(record(2)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
    await expect(store.history.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.grants.vehiclesOf('default', 'ann', 0)).rejects.toMatchObject({ code: 'unavailable' });
    expect(store.state()).toBe('disconnected');
    await cable.mend();
    await expect.poll(() => store.state(), { timeout: 20_000 }).toBe('connected');
    await record(2);
    expect(await store.history.last('default', 'bus-1')).toEqual(fix(2));
    expect(lines.map((line) => line.replace(/:.*/, ''))).toEqual([
      'info Database connected',
      'error Database unreachable',
      'info Database connected',
    ]);
  });

  it('H1 notices by itself that an idle connection has ended, and that the database is back', async () => {
    await store.history.ping();
    await cable.cut();
    await expect.poll(() => store.state(), { timeout: 20_000 }).toBe('disconnected');
    await cable.mend();
    await expect.poll(() => store.state(), { timeout: 20_000 }).toBe('connected');
  });

  it('opens without the database, and migrates once it is there', async () => {
    await cable.cut();
    await expect(store.migrate()).rejects.toMatchObject({ code: 'unavailable' });
    expect(store.state()).toBe('disconnected');
    await cable.mend();
    expect((await store.migrate()).applied.length).toBeGreaterThan(0);
  });

  it('H1 keeps fixes from being lost to a missing table: they may be sent again', async () => {
    const items = [{ tenant: 'default', fix: fix(1) }];
    await expect(store.history.record(items)).rejects.toMatchObject({ code: 'unavailable' });
    await store.migrate();
    await store.history.record(items);
  });

  it('is away for whatever needs a missing table, until it is migrated', async () => {
    const away = { code: 'unavailable', retryAfterMs: expect.any(Number) };
    await expect(store.observations.take(1)).rejects.toMatchObject(away);
    await expect(store.offers.nextDueMs()).rejects.toMatchObject(away);
    await expect(store.orders.change('default', 'o-1', () => undefined)).rejects.toMatchObject(away);
    await store.migrate();
    expect(await store.observations.take(1)).toEqual([]);
    expect(await store.orders.change('default', 'o-1', () => undefined)).toBeUndefined();
  });

  it('H1 refuses what no row can hold, and only that', async () => {
    await store.migrate();
    const poisonous = { ...fix(2), attributes: { note: 'a\0b' } };
    const outcomes = await Promise.allSettled(
      [fix(1), poisonous, fix(3)].map((each) => store.history.record([{ tenant: 'default', fix: each }])),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'invalid' } });
    expect(store.state()).toBe('connected');
  });

  it('commits what waits when it is closed', async () => {
    await store.migrate();
    const calls = [1, 2, 3].map((time) => store.history.record([{ tenant: 'default', fix: fix(time) }]));
    expect(store.queueDepth()).toBe(3);
    await store.close();
    await expect(Promise.all(calls)).resolves.toHaveLength(3);
    store = await openPostgres({ url: cable.url, log: recordingLog().log, clock: systemClock });
    expect(await store.history.last('default', 'bus-1')).toEqual(fix(3));
  });
});
