import type { LocationUpdate } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import { describe, expect, it } from 'vitest';
import { connected, connectionTo, reaches, startPeer, Told } from './connected.ts';

function at(second: number, more: Partial<LocationUpdate> = {}): LocationUpdate {
  const timestamp = new Date(Date.UTC(2026, 4, 4, 7, 45, second)).toISOString();
  return {
    vehicleId: 'bus-7',
    latitude: 52.6,
    longitude: -8.6,
    accuracy: null,
    status: 'ONLINE',
    timestamp,
    ...more,
  };
}

/** What a vehicle listener was told, as `second` or null, with `!` for a snapshot. */
function recorder() {
  const told = new Told<string>();
  const listener = (location: LocationUpdate | null, { snapshot }: { snapshot: boolean }) => {
    const what =
      location === null ? 'null' : `${new Date(location.timestamp).getUTCSeconds()} ${location.status}`;
    told.tell(what + (snapshot ? '!' : ''));
  };
  return { told, listener };
}

describe('trackVehicle', () => {
  it('gives the last-known location, then news, each once', async () => {
    const { peer, connection } = await connected();
    const { told, listener } = recorder();
    peer.answers.set('track:vehicle', (_, socket) => {
      // The contract lets the snapshot come as an event besides; here even before the ack.
      socket.send({ type: 'location:update', ...at(1) });
      return { location: at(1) };
    });
    const subscription = connection.trackVehicle('bus-7', listener);
    await peer.command('track:vehicle');
    peer.socket.send({ type: 'location:update', ...at(2) });
    peer.socket.send({ type: 'location:update', ...at(2) });
    peer.socket.send({ type: 'location:update', ...at(3) });
    await connection.call('heartbeat');
    expect(new Set(told.all.map((what) => what.replace('!', '')))).toEqual(
      new Set(['1 ONLINE', '2 ONLINE', '3 ONLINE']),
    );
    expect(told.all.at(-1)).toBe('3 ONLINE');
    expect(subscription.location).toEqual(at(3));
  });

  it('tells null for a vehicle that never reported', async () => {
    const { connection } = await connected();
    const { told, listener } = recorder();
    connection.trackVehicle('bus-7', listener);
    expect(await told.first(1)).toEqual(['null!']);
  });

  it('passes a change of status with the same fix, and nothing older', async () => {
    const { peer, connection } = await connected();
    const { told, listener } = recorder();
    connection.trackVehicle('bus-7', listener);
    await told.first(1);
    for (const update of [at(5), at(4), at(5, { status: 'OFFLINE' }), at(5, { status: 'OFFLINE' }), at(6)]) {
      peer.socket.send({ type: 'location:update', ...update });
    }
    expect((await told.first(4)).slice(1)).toEqual(['5 ONLINE', '5 OFFLINE', '6 ONLINE']);
  });

  it('joins once for several followers, greets late ones, and leaves with the last', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('track:vehicle', () => ({ location: at(1) }));
    const [first, second] = [recorder(), recorder()];
    const one = connection.trackVehicle('bus-7', first.listener);
    await first.told.first(1);
    const two = connection.trackVehicle('bus-7', second.listener);
    expect(await second.told.first(1)).toEqual(['1 ONLINE!']);
    one.close();
    one.close();
    await connection.call('heartbeat');
    expect([peer.count('track:vehicle'), peer.count('untrack:vehicle')]).toEqual([1, 0]);
    two.close();
    expect(await peer.command('untrack:vehicle')).toMatchObject({ vehicleId: 'bus-7' });
    expect([one.closed, two.closed]).toEqual([true, true]);
  });

  it('joins again after a reconnection, and a server that forgot takes nobody back in time', async () => {
    const { peer, connection } = await connected();
    const { told, listener } = recorder();
    const answers = [{ location: at(9) }, { location: at(5) }, { location: null }, { location: at(10) }];
    peer.answers.set('track:vehicle', () => answers.shift() ?? {});
    connection.trackVehicle('bus-7', listener);
    for (const round of [2, 3, 4]) {
      // Answered after everything before it.
      await connection.call('heartbeat');
      const open = reaches(connection, 'open');
      peer.socket.cut();
      await open;
      await peer.command('track:vehicle', round);
    }
    expect(await told.first(2)).toEqual(['9 ONLINE!', '10 ONLINE!']);
  });

  it('may be asked for before the connection is there', async () => {
    const peer = await startPeer();
    const connection = connectionTo(peer.url);
    const { told, listener } = recorder();
    connection.trackVehicle('bus-7', listener);
    connection.connect();
    await told.first(1);
    expect(peer.count('track:vehicle')).toBe(1);
  });

  it('reports a final refusal once and drops the subscription', async () => {
    const { peer, connection } = await connected();
    peer.refuse('track:vehicle', new WaycastError('not_found', 'no vehicle bus-7'));
    const errors = new Told<WaycastError>();
    const subscription = connection.trackVehicle('bus-7', () => undefined, { onError: errors.tell });
    expect((await errors.first(1))[0]?.code).toBe('not_found');
    expect(subscription.closed).toBe(true);
    const open = reaches(connection, 'open');
    peer.socket.cut();
    await open;
    await connection.call('heartbeat');
    expect(peer.count('track:vehicle')).toBe(1);
  });

  it('tries again by itself after a passing refusal', async () => {
    const { peer, connection } = await connected();
    const refusals = [
      new WaycastError('rate_limited', 'slow', { retryAfterMs: 1 }),
      new WaycastError('unavailable', 'busy'),
    ];
    peer.answers.set('track:vehicle', () => {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      return { location: at(1) };
    });
    const { told, listener } = recorder();
    connection.trackVehicle('bus-7', listener);
    expect(await told.first(1)).toEqual(['1 ONLINE!']);
    expect(peer.count('track:vehicle')).toBe(3);
  });
});

describe('leaving and joining again at once', () => {
  it('sends one command about a vehicle at a time: the server runs commands side by side', async () => {
    const { peer, connection } = await connected();
    peer.silent.add('track:vehicle');
    connection.trackVehicle('bus-7').close();
    connection.trackVehicle('bus-7');
    const first = await peer.command('track:vehicle');
    await peer.socket.sync();
    expect(peer.received.slice(1).map(({ type }) => type)).toEqual(['track:vehicle']);
    peer.socket.send({ type: 'ack', id: first.id, ok: true, location: null });
    await peer.command('track:vehicle', 2);
    expect(peer.received.slice(1).map(({ type }) => type)).toEqual([
      'track:vehicle',
      'untrack:vehicle',
      'track:vehicle',
    ]);
  });
});

describe('trackFleet', () => {
  const box = (west: number, east: number): [number, number, number, number] => [west, 50, east, 60];

  it('asks once for the box around all watchers, and gives each what lies in its own', async () => {
    const { peer, connection } = await connected();
    const [left, right] = [new Told<LocationUpdate[]>(), new Told<LocationUpdate[]>()];
    connection.trackFleet({ bbox: box(-10, -5), tickMs: 500 }, left.tell);
    connection.trackFleet({ bbox: box(5, 10), tickMs: 100 }, right.tell);
    expect(await peer.command('track:fleet')).toMatchObject({ bbox: [-10, 50, 10, 60], tickMs: 100 });
    const updates = [
      at(1, { vehicleId: 'l', longitude: -7 }),
      at(1, { vehicleId: 'r', longitude: 7 }),
      at(1, { vehicleId: 'm', longitude: 0 }),
    ];
    peer.socket.send({ type: 'locations:batch', updates });
    expect((await left.first(1))[0]?.map((update) => update.vehicleId)).toEqual(['l']);
    expect((await right.first(1))[0]?.map((update) => update.vehicleId)).toEqual(['r']);
  });

  it('shows a vehicle that leaves the box once more', async () => {
    const { peer, connection } = await connected();
    const told = new Told<LocationUpdate[]>();
    connection.trackFleet({ bbox: box(-10, -5) }, told.tell);
    await peer.command('track:fleet');
    for (const [second, longitude] of [
      [1, -7],
      [2, 0],
      [3, 1],
      [4, -6],
    ] as const) {
      peer.socket.send({ type: 'locations:batch', updates: [at(second, { longitude })] });
    }
    expect((await told.first(3)).flat().map((update) => update.longitude)).toEqual([-7, 0, -6]);
  });

  it('merges quick changes of the box, and leaves with the last watcher', async () => {
    const { peer, connection } = await connected();
    const subscription = connection.trackFleet({ bbox: box(0, 1) }, () => undefined);
    subscription.setBox(box(0, 2));
    subscription.setBox(box(0, 3));
    expect(await peer.command('track:fleet')).toMatchObject({ bbox: [0, 50, 3, 60] });
    subscription.setBox(undefined);
    expect(await peer.command('track:fleet', 2)).not.toHaveProperty('bbox');
    subscription.close();
    await peer.command('untrack:fleet');
    expect(peer.count('track:fleet')).toBe(2);
  });

  it('asks again after a reconnection, and gives nothing older than before', async () => {
    const { peer, connection } = await connected();
    const told = new Told<LocationUpdate[]>();
    connection.trackFleet({}, told.tell);
    await peer.command('track:fleet');
    peer.socket.send({ type: 'locations:batch', updates: [at(5)] });
    await told.first(1);
    peer.socket.cut();
    await peer.command('track:fleet', 2);
    peer.socket.send({ type: 'locations:batch', updates: [at(3)] });
    peer.socket.send({ type: 'locations:batch', updates: [at(5), at(6, { vehicleId: 'other' })] });
    expect((await told.first(2))[1]?.map((update) => update.vehicleId)).toEqual(['bus-7', 'other']);
  });

  it('reports a final refusal to every watcher', async () => {
    const { peer, connection } = await connected();
    peer.refuse('track:fleet', new WaycastError('forbidden', 'drivers see their own vehicles'));
    const errors = new Told<WaycastError>();
    const subscription = connection.trackFleet({ onError: errors.tell }, () => undefined);
    expect((await errors.first(1))[0]?.code).toBe('forbidden');
    expect(subscription.closed).toBe(true);
  });
});
