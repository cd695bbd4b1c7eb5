import type { BoundingBox } from '@waycast/contract';
import { BoxGrid, boxContains } from '@waycast/geo';
import type { z } from 'zod';
import type { KeyedState, LiveEvent } from '../ports/live.ts';
import { Change, type Update } from './fleet-change.ts';
import { FleetChannel } from './fleet-channel.ts';
import type { FleetMember } from './fleet-member.ts';
import type { FleetTicks } from './fleet-ticks.ts';
import type { Follower } from './hub.ts';

/** What a session follows of its tenant's fleet. */
export interface FleetView {
  readonly tenant: string;
  readonly bbox: z.infer<typeof BoundingBox> | undefined;
  /** Milliseconds between frames. */
  readonly tickMs: number;
}

/** A vehicle that some channel shows, and those of the channels with a box that do. */
interface Vehicle {
  newest: Change;
  views: Channel[];
}

type Channel = FleetChannel<Vehicle>;

const NO_VIEWS: Channel[] = [];

/**
 * The channels of one tenant: a change goes to those whose box holds it, found by a grid, to those that it leaves, and
 * to those of the whole fleet. Nothing older than what was passed on, or shown in a snapshot, is passed on.
 */
export class TenantFleet implements Follower {
  readonly #ticks: FleetTicks;
  readonly #channels = new Map<string, Channel>();
  readonly #whole = new Set<Channel>();
  readonly #boxes = new BoxGrid<Channel>();
  readonly #vehicles = new Map<string, Vehicle>();
  /** Whose snapshot is being read, and may be older than what comes meanwhile. */
  readonly #joining = new Set<FleetMember>();
  #arrivals = 0;
  #marks = 0;

  constructor(ticks: FleetTicks) {
    this.#ticks = ticks;
  }

  get empty(): boolean {
    return this.#channels.size === 0;
  }

  /** Adds the member to the channel of the view. */
  enter(view: FleetView, member: FleetMember): void {
    const key = keyOf(view);
    const channel = this.#channels.get(key) ?? this.#open(key, view);
    channel.members.add(member);
    this.#joining.add(member);
  }

  /** Takes it out, and ends the channel with its last member. */
  leave(view: FleetView, member: FleetMember): void {
    this.#hasJoined(member);
    const key = keyOf(view);
    const channel = this.#channels.get(key);
    if (channel === undefined || !channel.members.delete(member) || channel.members.size > 0) return;
    this.#channels.delete(key);
    channel.close();
    if (view.bbox === undefined) this.#whole.delete(channel);
    else this.#boxes.delete(view.bbox, channel);
    for (const vehicle of channel.inView) vehicle.views = vehicle.views.filter((other) => other !== channel);
    this.#forgetUnseen(view.bbox === undefined ? this.#vehicles.values() : channel.inView);
  }

  /** What of the stored states the member's view shows. */
  snapshot(view: FleetView, member: FleetMember, states: readonly KeyedState[]): Change[] {
    const channel = this.#channels.get(keyOf(view));
    if (channel === undefined || !channel.members.has(member)) return [];
    this.#arrivals += 1;
    member.readSnapshot(this.#arrivals);
    const { bbox } = view;
    const shown: Change[] = [];
    for (const state of states) {
      const change = this.#newestOf(state);
      if (bbox !== undefined && !boxContains(bbox, change.data)) continue;
      shown.push(change);
      this.#show(change, bbox === undefined ? undefined : channel);
    }
    return shown;
  }

  release(view: FleetView, member: FleetMember, snapshot: readonly Change[]): void {
    this.#hasJoined(member);
    this.#channels.get(keyOf(view))?.release(member, snapshot, this.#arrivals);
  }

  deliver(event: LiveEvent): void {
    if (event.kind !== 'keyed') return;
    const { data, version } = event;
    const { id } = event.topic;
    const vehicle = this.#vehicles.get(id);
    if (vehicle !== undefined && isKnown(vehicle.newest, version)) return;
    const update = asUpdate(data);
    const views = this.#boxes.size === 0 ? NO_VIEWS : this.#boxes.at(update);
    if (vehicle === undefined && views.length === 0 && !this.#keepsAll) return;
    this.#arrivals += 1;
    const shownAt = vehicle?.newest.version === version ? vehicle.newest.shownAt : undefined;
    const change = new Change({ data: update, version, arrival: this.#arrivals, shownAt, announced: true });
    const before = vehicle?.newest.arrival ?? 0;
    for (const channel of this.#whole) channel.changed(change, before);
    if (vehicle === undefined) this.#move(this.#meet(id, change), change, views);
    else if (isSame(vehicle.views, views)) {
      vehicle.newest = change;
      for (const channel of views) channel.changed(change, before);
    } else this.#move(vehicle, change, views);
  }

  #open(key: string, { bbox, tickMs }: FleetView): Channel {
    const channel: Channel = new FleetChannel(tickMs, this.#ticks);
    this.#channels.set(key, channel);
    if (bbox === undefined) this.#whole.add(channel);
    else this.#boxes.add(bbox, channel);
    return channel;
  }

  #meet(id: string, change: Change): Vehicle {
    const vehicle: Vehicle = { newest: change, views: NO_VIEWS };
    this.#vehicles.set(id, vehicle);
    return vehicle;
  }

  /** The vehicle is in these views now, and leaves its others. */
  #move(vehicle: Vehicle, change: Change, views: Channel[]): void {
    const before = vehicle.newest.arrival;
    vehicle.newest = change;
    const earlier = ++this.#marks;
    for (const channel of vehicle.views) channel.mark = earlier;
    const now = ++this.#marks;
    for (const channel of views) {
      if (channel.mark !== earlier) channel.inView.add(vehicle);
      channel.mark = now;
      channel.changed(change, before);
    }
    for (const channel of vehicle.views) {
      if (channel.mark === now) continue;
      channel.inView.delete(vehicle);
      channel.changed(change, before);
    }
    vehicle.views = views;
    if (views.length === 0) this.#forgetUnseen([vehicle]);
  }

  /** A stored state, or what was passed on if that is newer. */
  #newestOf({ data, version }: KeyedState): Change {
    const update = asUpdate(data);
    const known = this.#vehicles.get(update.vehicleId)?.newest;
    if (known !== undefined && known.version >= version) return known;
    // Members of earlier snapshots get it when it is announced.
    const arrival = this.#arrivals;
    return new Change({ data: update, version, arrival, shownAt: arrival, announced: false });
  }

  #show(change: Change, channel: Channel | undefined): void {
    const { vehicleId } = change.data;
    const vehicle = this.#vehicles.get(vehicleId) ?? this.#meet(vehicleId, change);
    vehicle.newest = change;
    if (channel === undefined || channel.inView.has(vehicle)) return;
    channel.inView.add(vehicle);
    vehicle.views = [...vehicle.views, channel];
  }

  /** Whether vehicles out of all boxes matter too. */
  get #keepsAll(): boolean {
    return this.#whole.size > 0 || this.#joining.size > 0;
  }

  #hasJoined(member: FleetMember): void {
    if (this.#joining.delete(member)) this.#forgetUnseen(this.#vehicles.values());
  }

  #forgetUnseen(vehicles: Iterable<Vehicle>): void {
    if (this.#keepsAll) return;
    for (const { newest, views } of vehicles) {
      if (views.length === 0) this.#vehicles.delete(newest.data.vehicleId);
    }
  }
}

function keyOf({ tickMs, bbox }: FleetView): string {
  return `${tickMs} ${bbox?.join() ?? ''}`;
}

function isSame(views: readonly Channel[], others: readonly Channel[]): boolean {
  return views.length === others.length && views.every((channel, index) => channel === others[index]);
}

/** Whether it was passed on before, or something newer was. */
function isKnown(newest: Change, version: number): boolean {
  return version < newest.version || (version === newest.version && newest.announced);
}

/** What live holds of vehicle topics was put there by this server's own positions. */
function asUpdate(data: object): Update {
  return data as Update;
}
