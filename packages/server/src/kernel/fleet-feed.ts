import type { BoundingBox, LocationUpdate, Topic } from '@waycast/contract';
import { FLEET_TICK_MS } from '@waycast/contract';
import { boxContains } from '@waycast/geo';
import type { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { LiveEvent } from '../ports/live.ts';
import { Broadcast } from './frames.ts';
import type { Follower, Hub } from './hub.ts';
import type { Outbox } from './outbox.ts';
import type { Positions } from './positions.ts';

/** Positions in one frame at the most; a larger snapshot leaves as several. */
const MAX_UPDATES_PER_FRAME = 1000;

type Update = z.infer<typeof LocationUpdate>;

/** What a session follows of its tenant's fleet. */
export interface FleetView {
  readonly tenant: string;
  readonly bbox: z.infer<typeof BoundingBox> | undefined;
  /** Milliseconds between frames. */
  readonly tickMs: number;
}

interface Change {
  readonly data: Update;
  readonly version: number;
}

/** A session in a channel. `floor` holds the snapshot's versions until what was older than it has passed. */
interface Member {
  readonly outbox: Outbox;
  joining: boolean;
  readonly held: Map<string, Change>;
  floor: Map<string, number> | undefined;
}

/** A joined fleet: `release` sends the snapshot and starts the feed, `leave` ends it. */
export interface FleetMembership {
  readonly vehicles: number;
  release(): void;
  leave(): void;
}

export interface FleetFeeds {
  join(view: FleetView, outbox: Outbox): Promise<FleetMembership>;
}

/** Batches of a tenant's positions. Sessions with the same box and tick share one channel and its encoded frames. */
export function createFleetFeeds(hub: Hub, positions: Pick<Positions, 'list'>, clock: Clock): FleetFeeds {
  const channels = new Map<string, FleetChannel>();

  return {
    async join(view, outbox) {
      const topic: Topic = { tenant: view.tenant, family: 'fleet', id: '' };
      const key = `${view.tenant} ${view.tickMs} ${view.bbox?.join() ?? ''}`;
      const channel = channels.get(key) ?? new FleetChannel(view, clock);
      channels.set(key, channel);
      const member: Member = { outbox, joining: true, held: new Map(), floor: undefined };
      channel.members.add(member);
      const leave = (): void => {
        channel.members.delete(member);
        if (channel.members.size > 0) return;
        channel.close();
        hub.unfollow(topic, channel);
        if (channels.get(key) === channel) channels.delete(key);
      };
      try {
        await hub.follow(topic, channel);
        const snapshot = await snapshotOf(positions, view, channel);
        return { vehicles: snapshot.length, leave, release: () => channel.release(member, snapshot) };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

async function snapshotOf(
  positions: Pick<Positions, 'list'>,
  view: FleetView,
  channel: FleetChannel,
): Promise<Change[]> {
  const states = await positions.list(view.tenant);
  const changes = states.map((state) => ({ data: asUpdate(state.data), version: state.version }));
  return changes.filter((change) => channel.note(change));
}

/** What live holds of vehicle topics was put there by this server's own positions. */
function asUpdate(data: object): Update {
  return data as Update;
}

class FleetChannel implements Follower {
  readonly members = new Set<Member>();
  readonly #view: FleetView;
  readonly #clock: Clock;
  /**
   * Newest known versions of the vehicles in view. One that leaves the box is sent once more, so that clients see it
   * go; and what a snapshot showed in a newer version is not followed by an older one.
   */
  readonly #inView = new Map<string, number>();
  #dirty = new Map<string, Change>();
  #cancelTick: (() => void) | undefined;

  constructor(view: FleetView, clock: Clock) {
    this.#view = view;
    this.#clock = clock;
  }

  /** Takes note of a stored position; false when it is out of view. */
  note({ data, version }: Change): boolean {
    if (!this.#covers(data)) return false;
    const known = this.#inView.get(data.vehicleId);
    if (known === undefined || version > known) this.#inView.set(data.vehicleId, version);
    return true;
  }

  deliver(event: LiveEvent): void {
    if (event.kind !== 'keyed') return;
    const { id } = event.topic;
    const known = this.#inView.get(id);
    if (known !== undefined && event.version < known) return;
    const update = asUpdate(event.data);
    if (this.#covers(update)) this.#inView.set(id, event.version);
    else if (!this.#inView.delete(id)) return;
    this.#dirty.set(id, { data: update, version: event.version });
    this.#cancelTick ??= this.#clock.after(this.#view.tickMs, () => this.#tick());
  }

  #covers(update: Update): boolean {
    const { bbox } = this.#view;
    return bbox === undefined || boxContains(bbox, update);
  }

  release(member: Member, snapshot: readonly Change[]): void {
    if (!member.joining || !this.members.has(member)) return;
    member.joining = false;
    // The session may have had something newer than the snapshot through an earlier view of the fleet.
    const newest = newestOf([...snapshot, ...member.held.values(), ...this.#dirty.values()]);
    member.held.clear();
    member.floor = new Map(newest.map(({ data, version }) => [data.vehicleId, version]));
    for (let at = 0; at < newest.length; at += MAX_UPDATES_PER_FRAME) {
      sendBatch(member.outbox, newest.slice(at, at + MAX_UPDATES_PER_FRAME));
    }
  }

  close(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#dirty.clear();
    this.#inView.clear();
  }

  #tick(): void {
    this.#cancelTick = undefined;
    const changes = [...this.#dirty.values()];
    this.#dirty = new Map();
    const shared = batch(changes);
    const singles = new Map<Change, Broadcast>();
    for (const member of this.members) {
      if (member.joining) for (const change of changes) member.held.set(change.data.vehicleId, change);
      else if (member.floor !== undefined) {
        const { floor } = member;
        member.floor = undefined;
        sendBatch(member.outbox, aboveFloor(changes, floor));
      } else if (member.outbox.congested) sendSingly(member.outbox, changes, singles);
      else member.outbox.pushKeyed('fleet', shared);
    }
  }
}

/** One change per vehicle. */
function newestOf(changes: readonly Change[]): Change[] {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const known = newest.get(change.data.vehicleId);
    if (known === undefined || change.version > known.version) newest.set(change.data.vehicleId, change);
  }
  return [...newest.values()];
}

function aboveFloor(changes: Iterable<Change>, floor: ReadonlyMap<string, number>): Change[] {
  return [...changes].filter(
    ({ data, version }) => version > (floor.get(data.vehicleId) ?? Number.NEGATIVE_INFINITY),
  );
}

function batch(changes: readonly Change[]): Broadcast {
  return new Broadcast({
    event: 'locations:batch',
    data: { updates: changes.map(({ data }) => data) },
    topic: 'fleet',
  });
}

function sendBatch(outbox: Outbox, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  if (outbox.congested) sendSingly(outbox, changes, new Map());
  else outbox.pushKeyed('fleet', batch(changes));
}

/** For a reader that cannot keep up: one waiting value per vehicle, so that it skips updates but misses no vehicle. */
function sendSingly(outbox: Outbox, changes: readonly Change[], singles: Map<Change, Broadcast>): void {
  for (const change of changes) {
    const single = singles.get(change) ?? batch([change]);
    singles.set(change, single);
    outbox.pushKeyed(`fleet:${change.data.vehicleId}`, single);
  }
}

/** The tick that a client asked for, or the default; the contract's schema has checked its bounds. */
export function tickOf(tickMs: number | undefined): number {
  return tickMs ?? FLEET_TICK_MS.default;
}
