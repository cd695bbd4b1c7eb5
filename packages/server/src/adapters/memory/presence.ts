import type { Clock } from '../../ports/clock.ts';
import type {
  Presence,
  PresentSession,
  RegionCount,
  ServerTotals,
  SubjectTotals,
} from '../../ports/presence.ts';

/** How long changes of a region gather before listeners get one count. */
const REGION_TICK_MS = 250;

export interface MemoryPresenceOptions {
  readonly serverId: string;
  readonly clock: Clock;
}

/** Presence in this process alone; also what a server knows while the store that all share is away. */
export function createMemoryPresence({ serverId, clock }: MemoryPresenceOptions): Presence {
  return new MemoryPresence(serverId, clock);
}

interface Place {
  readonly tenant: string;
  readonly geohash: string;
}

interface Present {
  readonly session: PresentSession;
  readonly geohash: string | undefined;
}

const NOBODY: ReadonlySet<string> = new Set();

class MemoryPresence implements Presence {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Present>();
  readonly #members = new Map<string, Set<string>>();
  readonly #changed = new Map<string, Place & { joined: number; left: number }>();
  readonly #listeners = new Set<(counts: readonly RegionCount[]) => void>();
  #totals: ServerTotals;
  #version = 0;
  #cancelTick: (() => void) | undefined;

  constructor(serverId: string, clock: Clock) {
    this.#clock = clock;
    this.#totals = { id: serverId, connections: 0, drivers: 0, users: 0, viewers: 0 };
  }

  async open(session: PresentSession): Promise<void> {
    const geohash = this.#sessions.get(session.socketId)?.geohash;
    this.#sessions.set(session.socketId, { session, geohash });
  }

  seen(): void {
    // Nothing expires here.
  }

  async beat(): Promise<void> {
    // Nothing expires here, and nobody asks where a socket was last.
  }

  async move(socketId: string, geohash: string | undefined): Promise<void> {
    const present = this.#sessions.get(socketId);
    if (present === undefined || present.geohash === geohash) return;
    this.#leave(socketId, present);
    this.#sessions.set(socketId, { session: present.session, geohash });
    if (geohash === undefined) return;
    const place = { tenant: present.session.subject.tenant, geohash };
    const members = this.#members.get(keyOf(place)) ?? new Set();
    this.#members.set(keyOf(place), members.add(socketId));
    this.#change(place).joined += 1;
  }

  async close(socketId: string): Promise<void> {
    const present = this.#sessions.get(socketId);
    if (present === undefined) return;
    this.#sessions.delete(socketId);
    this.#leave(socketId, present);
  }

  async region(tenant: string, geohash: string): Promise<RegionCount> {
    return this.#count({ tenant, geohash });
  }

  onRegions(listener: (counts: readonly RegionCount[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async active(tenant: string, who: 'drivers' | 'users'): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (const { session } of this.#sessions.values()) {
      const { subject } = session;
      if (subject.tenant === tenant && subject.roles.has('driver') === (who === 'drivers'))
        ids.add(subject.id);
    }
    return ids;
  }

  report(totals: Omit<ServerTotals, 'id'>): void {
    this.#totals = { id: this.#totals.id, ...totals };
  }

  async servers(): Promise<readonly ServerTotals[]> {
    return [this.#totals];
  }

  async subjects(): Promise<SubjectTotals> {
    const subjects = { drivers: new Set<string>(), users: new Set<string>(), viewers: new Set<string>() };
    for (const { session } of this.#sessions.values()) {
      const { tenant, id, roles } = session.subject;
      subjects[roles.has('driver') ? 'drivers' : 'users'].add(`${tenant} ${id}`);
      if (roles.has('viewer')) subjects.viewers.add(`${tenant} ${id}`);
    }
    const { drivers, users, viewers } = subjects;
    return { drivers: drivers.size, users: users.size, viewers: viewers.size };
  }

  async end(): Promise<void> {
    this.#cancelTick?.();
    this.#listeners.clear();
    this.#sessions.clear();
    this.#members.clear();
    this.#changed.clear();
  }

  #leave(socketId: string, { session, geohash }: Present): void {
    if (geohash === undefined) return;
    const place = { tenant: session.subject.tenant, geohash };
    const members = this.#members.get(keyOf(place));
    members?.delete(socketId);
    if (members?.size === 0) this.#members.delete(keyOf(place));
    this.#change(place).left += 1;
  }

  #change(place: Place): { joined: number; left: number } {
    const change = this.#changed.get(keyOf(place)) ?? { ...place, joined: 0, left: 0 };
    this.#changed.set(keyOf(place), change);
    this.#cancelTick ??= this.#clock.after(REGION_TICK_MS, () => this.#tick());
    return change;
  }

  #tick(): void {
    this.#cancelTick = undefined;
    const counts = [...this.#changed.values()].map((change) => {
      const { joined, left } = change;
      return { ...this.#count(change), joined, left };
    });
    this.#changed.clear();
    for (const listener of this.#listeners) listener(counts);
  }

  /** Versions are microseconds, as they are where the store's clock gives them, so that the two can be compared. */
  #count({ tenant, geohash }: Place): RegionCount {
    this.#version = Math.max(this.#version + 1, this.#clock.now() * 1000);
    const { size } = this.#members.get(keyOf({ tenant, geohash })) ?? NOBODY;
    return { tenant, geohash, members: size, version: this.#version };
  }
}

function keyOf({ tenant, geohash }: Place): string {
  return `${tenant} ${geohash}`;
}
