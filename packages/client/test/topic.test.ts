import type { Position } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../src/frame.ts';
import { connected, reaches, Told } from './connected.ts';
import type { Peer, PeerSocket } from './peer.ts';

/** The peer's log of one topic: replays from a position of its epoch, as far back as it remembers. */
class PeerLog {
  epoch = 'e1';
  readonly offsets: number[] = [];
  #followers = new Set<PeerSocket>();
  /** Offsets up to here are forgotten. */
  forgotten = 0;

  constructor(peer: Peer, { replayBeforeAck = false } = {}) {
    peer.answers.set('subscribe', (frame, socket) => {
      this.#followers.add(socket);
      const since = positionOf(frame);
      const recovered = since === undefined || (since.epoch === this.epoch && since.offset >= this.forgotten);
      const missed =
        since !== undefined && recovered ? this.offsets.filter((offset) => offset > since.offset) : [];
      const replay = () => {
        for (const offset of missed) socket.send(this.#event(offset));
      };
      if (replayBeforeAck) replay();
      else setImmediate(replay);
      return {
        epoch: this.epoch,
        offset: this.offsets.at(-1) ?? 0,
        recovered,
        ...(recovered ? {} : { snapshot: { n: this.offsets.length } }),
      };
    });
  }

  append(copies = 1): void {
    const offset = (this.offsets.at(-1) ?? 0) + 1;
    this.offsets.push(offset);
    for (let copy = 0; copy < copies; copy++) this.resend(offset);
  }

  resend(offset: number): void {
    for (const socket of this.#followers) socket.send(this.#event(offset));
  }

  restart(): void {
    this.epoch = `${this.epoch}'`;
    this.offsets.length = 0;
  }

  drop(): void {
    this.#followers.clear();
  }

  #event(offset: number): object {
    return { type: 'geofence:alert', vehicleId: 'bus-7', stopId: `s${offset}`, epoch: this.epoch, offset };
  }
}

function positionOf({ since }: Frame): Position | undefined {
  return since as Position | undefined;
}

describe('subscribe to a log', () => {
  it('gives events in order and drops repetitions', async () => {
    const { peer, connection } = await connected();
    const log = new PeerLog(peer);
    const told = new Told<string>();
    const subscription = connection.subscribe('geofence:bus-7', (alert, { offset }) =>
      told.tell(`${alert.stopId} ${offset}`),
    );
    await connection.call('heartbeat');
    log.append(2);
    log.append();
    log.resend(1);
    log.append();
    expect(await told.first(3)).toEqual(['s1 1', 's2 2', 's3 3']);
    expect(subscription.position).toEqual({ epoch: 'e1', offset: 3 });
  });

  it.each([true, false])(
    'resumes after a reconnection (replay before the ack: %s)',
    async (replayBeforeAck) => {
      const { peer, connection } = await connected();
      const log = new PeerLog(peer, { replayBeforeAck });
      const told = new Told<number>();
      const recovered = new Told<boolean>();
      connection.subscribe('geofence:bus-7', {
        event: (_, { offset }) => told.tell(offset ?? -1),
        recovered: recovered.tell,
      });
      await connection.call('heartbeat');
      log.append();
      await told.first(1);
      log.drop();
      peer.socket.cut();
      log.append();
      log.append();
      expect(await told.first(3)).toEqual([1, 2, 3]);
      expect(positionOf(await peer.command('subscribe', 2))).toEqual({ epoch: 'e1', offset: 1 });
      expect(recovered.all).toEqual([true]);
    },
  );

  it('delivers what was missed before what came meanwhile by another way', async () => {
    const { peer, connection } = await connected();
    const told = new Told<number>();
    peer.answers.set('subscribe', (_, socket) => {
      const event = (offset: number) => socket.send({ type: 'new_order', epoch: 'e1', offset });
      // Drivers follow `drivers` without asking: 4 and 6 come before the answer, what was missed comes after it.
      for (const offset of [4, 6]) event(offset);
      setImmediate(() => [2, 3, 4, 5].forEach(event));
      return { epoch: 'e1', offset: 5, recovered: true };
    });
    connection.subscribe('drivers', (_, { offset }) => told.tell(offset ?? -1), {
      since: { epoch: 'e1', offset: 1 },
    });
    expect(await told.first(5)).toEqual([2, 3, 4, 5, 6]);
  });

  it('says when the server cannot replay, with the snapshot, and goes on from there', async () => {
    const { peer, connection } = await connected();
    const log = new PeerLog(peer);
    const told = new Told<number>();
    const recovered = new Told<[boolean, unknown]>();
    for (let n = 0; n < 5; n++) log.append();
    log.forgotten = 3;
    connection.subscribe(
      'geofence:bus-7',
      {
        event: (_, { offset }) => told.tell(offset ?? -1),
        recovered: (...what) => recovered.tell(what),
      },
      { since: { epoch: 'e1', offset: 1 } },
    );
    expect(await recovered.first(1)).toEqual([[false, { n: 5 }]]);
    log.append();
    expect(await told.first(1)).toEqual([6]);
  });

  it('notices that the log began anew, and asks where it stands', async () => {
    const { peer, connection } = await connected();
    const log = new PeerLog(peer);
    const recovered = new Told<boolean>();
    const told = new Told<number>();
    connection.subscribe('geofence:bus-7', {
      event: (_, { offset }) => told.tell(offset ?? -1),
      recovered: recovered.tell,
    });
    await connection.call('heartbeat');
    log.append();
    log.append();
    await told.first(2);
    log.restart();
    log.append();
    expect(await recovered.first(1)).toEqual([false]);
    log.append();
    expect(await told.first(3)).toEqual([1, 2, 2]);
  });

  it('passes events that are delivered but not logged', async () => {
    const { peer, connection } = await connected();
    const told = new Told<object>();
    connection.subscribe('drivers', (message) => told.tell(message));
    await connection.call('heartbeat');
    peer.socket.send({ type: 'road_closed', street: 'Henry Street' });
    expect(await told.first(1)).toEqual([{ type: 'road_closed', street: 'Henry Street' }]);
  });

  it('tells two logs with the same event apart by their epoch, or by the topic where it is named', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('subscribe', ({ topic }) => ({
      epoch: `of ${String(topic)}`,
      offset: 0,
      recovered: true,
    }));
    const [drivers, users] = [new Told<number>(), new Told<number>()];
    connection.subscribe('drivers', (_, { offset }) => drivers.tell(offset ?? -1));
    connection.subscribe('users', (_, { offset }) => users.tell(offset ?? -1));
    await connection.call('heartbeat');
    peer.socket.send({ type: 'new_order', epoch: 'of users', offset: 1 });
    peer.socket.send({ type: 'new_order', epoch: 'of drivers', offset: 7 });
    peer.socket.send({ type: 'new_order', topic: 'users', epoch: 'of users', offset: 2 });
    await connection.call('heartbeat');
    expect([drivers.all, users.all]).toEqual([[7], [1, 2]]);
  });

  it('unsubscribes with the last reader of a topic, and stays joined where a tracked vehicle needs it', async () => {
    const { peer, connection } = await connected();
    const [one, two] = [
      connection.subscribe('drivers', () => undefined),
      connection.subscribe('drivers', () => undefined),
    ];
    const fences = connection.subscribe('geofence:bus-7', () => undefined);
    const vehicle = connection.trackVehicle('bus-7');
    await connection.call('heartbeat');
    one.close();
    fences.close();
    two.close();
    await peer.command('unsubscribe');
    await connection.call('heartbeat');
    expect(peer.received.filter(({ type }) => type === 'unsubscribe')).toMatchObject([{ topic: 'drivers' }]);
    const again = connection.subscribe('geofence:bus-7', () => undefined);
    await connection.call('heartbeat');
    const joins = peer.count('subscribe');
    vehicle.close();
    // Leaving the vehicle leaves its fences too at the server.
    expect(await peer.command('subscribe', joins + 1)).toMatchObject({
      topic: 'geofence:bus-7',
      since: { epoch: 'e1', offset: 0 },
    });
    again.close();
  });

  it('reports a final refusal and drops the reader', async () => {
    const { peer, connection } = await connected();
    peer.refuse('subscribe', new WaycastError('forbidden', 'not yours'));
    const errors = new Told<WaycastError>();
    const subscription = connection.subscribe('drivers', { event: () => undefined, onError: errors.tell });
    expect((await errors.first(1))[0]?.code).toBe('forbidden');
    expect(subscription.closed).toBe(true);
  });

  it('[P68] goes on where the server says, and tells its user when something is missing', async () => {
    const { peer, connection } = await connected();
    const log = new PeerLog(peer);
    const told = new Told<number>();
    const recovered = new Told<boolean>();
    const subscription = connection.subscribe('geofence:bus-7', {
      event: (_, { offset }) => told.tell(offset ?? -1),
      recovered: recovered.tell,
    });
    await connection.call('heartbeat');
    log.append();
    await told.first(1);
    const resync = { type: 'resync', topic: 'geofence:bus-7' };
    // The same events with other numbers, in another epoch; then a gap; then both once more.
    peer.socket.send({ ...resync, recovered: true, epoch: 'e2', offset: 6 });
    peer.socket.send({ ...resync, recovered: false, epoch: 'e2', offset: 9 });
    peer.socket.send({ ...resync, recovered: false, epoch: 'e2', offset: 9 });
    peer.socket.send({ ...resync, topic: 'geofence:bus-8', recovered: false, epoch: 'e2', offset: 99 });
    peer.socket.send({ type: 'geofence:alert', vehicleId: 'bus-7', stopId: 's', epoch: 'e2', offset: 10 });
    expect(await told.first(2)).toEqual([1, 10]);
    expect(recovered.all).toEqual([false]);
    expect(subscription.position).toEqual({ epoch: 'e2', offset: 10 });
  });

  it('refuses a topic of no family', async () => {
    const { connection } = await connected();
    const unknown: string = 'weather:limerick';
    expect(() => connection.subscribe(unknown as 'drivers', () => undefined)).toThrow('No topic family');
  });
});

type Step = 'append' | 'twice' | 'repeat' | 'cut' | 'away';

describe('any run of breaks and repetitions', () => {
  it('leaves a log listener with every offset once and in order', async () => {
    const step = fc.constantFrom<Step>('append', 'twice', 'repeat', 'cut', 'away');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, replayBeforeAck) => {
        const { peer, connection } = await connected({ backoff: { baseMs: 1, capMs: 2 } });
        const log = new PeerLog(peer, { replayBeforeAck });
        const told = new Told<number>();
        connection.subscribe('geofence:bus-7', (_, { offset }) => told.tell(offset ?? -1));
        await connection.call('heartbeat');
        for (const what of steps) await take(what, log, peer, () => reaches(connection, 'open'));
        log.append();
        const all = log.offsets.length;
        expect(await told.first(all)).toEqual(Array.from({ length: all }, (_, index) => index + 1));
        connection.close();
        await peer.close();
      }),
      { numRuns: 40 },
    );
  });
});

async function take(step: Step, log: PeerLog, peer: Peer, opens: () => Promise<unknown>): Promise<void> {
  if (step === 'append') log.append();
  if (step === 'twice') log.append(2);
  if (step === 'repeat' && log.offsets.length > 0) log.resend(Math.ceil(log.offsets.length / 2));
  if (step !== 'cut' && step !== 'away') return;
  const open = opens();
  log.drop();
  peer.socket.cut();
  if (step === 'away') log.append();
  await open;
}
