import {
  ACTIVE_ORDER_STATUSES,
  type CurrentShare,
  type NewShareLink,
  SHARE_LIMITS,
  type ShareInput,
  type ShareLink,
  type ShareTrail,
  type Subject,
  WaycastError,
} from '@waycast/contract';
import type { Access } from '../../kernel/access.ts';
import { isoTime } from '../../kernel/iso-time.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Orders } from '../../ports/orders.ts';
import type { ShareStore, StoredShare } from '../../ports/share-store.ts';
import type { ShareQuery, Sharing } from '../../ports/sharing.ts';
import type { Trips } from '../../ports/trips.ts';
import { newShare } from './new-share.ts';
import { endOf, type ShareLinks } from './share-links.ts';
import { hashOf, newSecret } from './share-secret.ts';
import type { ShareView } from './share-view.ts';
import { endShares } from './share-watch.ts';
import { kindOf, timeOrNull, toLink } from './to-link.ts';

export interface ShareDeskParts {
  readonly store: ShareStore;
  readonly links: ShareLinks;
  readonly access: Access;
  readonly orders: Pick<Orders, 'get'>;
  readonly trips: Pick<Trips, 'get'>;
  readonly view: ShareView;
  readonly sessions: Pick<Sessions, 'all' | 'close'>;
  readonly clock: Clock;
  /** GPS_UPDATE_INTERVAL. */
  readonly reportIntervalMs: number;
}

/** Makes, lists and ends share links, and answers whoever comes with one. */
export class ShareDesk implements Sharing {
  readonly #parts: ShareDeskParts;

  constructor(parts: ShareDeskParts) {
    this.#parts = parts;
  }

  async create(subject: Subject, input: ShareInput): Promise<Omit<NewShareLink, 'url'>> {
    const { store, clock } = this.#parts;
    await this.#requireShareable(subject, input);
    const share = newShare(subject, input, clock.now());
    const token = newSecret();
    const added = await store.add(share, hashOf(token), SHARE_LIMITS);
    if (added !== 'added') throw tooMany(added, share);
    return { ...toLink(share, clock.now()), token };
  }

  async list(subject: Subject, { vehicleId, state, limit }: ShareQuery): Promise<ShareLink[]> {
    const { access, store, clock } = this.#parts;
    if (vehicleId !== undefined) await access.require(subject, 'share:vehicle', vehicleId);
    const now = clock.now();
    const shares = await store.list(subject.tenant, {
      vehicleIds: vehicleId === undefined ? await this.#ownVehicles(subject) : [vehicleId],
      ...(vehicleId === undefined ? { orLinksOfRidesBy: subject.id } : {}),
      ...(state === 'active' ? { goodAt: now } : {}),
      limit,
    });
    return shares.map((share) => toLink(share, now));
  }

  async revoke(subject: Subject, shareId: string): Promise<void> {
    const { store, links, sessions, clock } = this.#parts;
    const share = await store.byId(subject.tenant, shareId);
    if (share === undefined || !(await this.#mayEnd(subject, share)))
      throw new WaycastError('not_found', `no share link ${shareId} that you may end`);
    await store.revoke(subject.tenant, shareId, clock.now());
    endShares(links, sessions, [shareId]);
  }

  async current(token: string): Promise<CurrentShare> {
    const { links } = this.#parts;
    const end = endOf(await links.find(token), this.#parts.clock.now());
    if (end !== undefined) return { state: end.state, at: isoTime(end.at) };
    const share = await links.good(token);
    if (share.orderId !== null) return this.#currentOrder(share, share.orderId);
    if (share.tripId !== null) return this.#currentTrip(share, share.tripId);
    return { kind: 'vehicle', vehicleId: share.vehicleId, ...(await this.#shown(share)) };
  }

  /** Of an order: where it is expected next, and by which vehicle. */
  async #currentOrder(share: StoredShare, orderId: string): Promise<CurrentShare> {
    const order = await this.#parts.orders.get(share.tenant, orderId);
    if (order === undefined) return { state: 'ended', at: isoTime(share.createdAt) };
    if (order.endedAt !== null) return { state: 'ended', at: isoTime(order.endedAt) };
    const { status, pickup, dropoff } = order;
    const comes = ACTIVE_ORDER_STATUSES.some((active) => active === status);
    const vehicleId = comes ? order.vehicleId : null;
    const destination = status === 'IN_PROGRESS' ? dropoff : pickup;
    const shown = await this.#shownBy(vehicleId, { ...share, destination });
    return { kind: 'order', orderId, status, pickup, dropoff, vehicleId, ...shown };
  }

  /** Of a trip: where its vehicle is, from its start to its end; its stops are other people's. */
  async #currentTrip(share: StoredShare, tripId: string): Promise<CurrentShare> {
    const trip = await this.#parts.trips.get(share.tenant, tripId);
    if (trip === undefined) return { state: 'ended', at: isoTime(share.createdAt) };
    if (trip.endedAt !== null) return { state: 'ended', at: isoTime(trip.endedAt) };
    const { status } = trip;
    const vehicleId = status === 'IN_PROGRESS' ? trip.vehicleId : null;
    const shown = await this.#shownBy(vehicleId, share);
    const scheduledStart = isoTime(trip.scheduledStart);
    return { kind: 'trip', tripId, status, scheduledStart, vehicleId, ...shown };
  }

  #shownBy(vehicleId: string | null, share: StoredShare) {
    // Whoever connects with the link now is to see this one.
    if ((vehicleId ?? '') !== share.vehicleId) this.#parts.links.forget(share.shareId);
    return this.#shown({ ...share, vehicleId: vehicleId ?? '' });
  }

  async #shown(share: StoredShare) {
    const { view, clock, reportIntervalMs } = this.#parts;
    const [location, eta] =
      share.vehicleId === '' ? [null, null] : await Promise.all([view.location(share), view.eta(share)]);
    return {
      state: 'active' as const,
      label: share.label,
      destination: share.destination,
      trailFrom: timeOrNull(share.trailFrom),
      expiresAt: isoTime(share.expiresAt),
      serverTime: isoTime(clock.now()),
      reportIntervalMs,
      location,
      eta,
    };
  }

  /** Its rider, its driver and dispatchers share an order, its driver and dispatchers a trip, as long as it goes on. */
  async #requireShareable(subject: Subject, input: ShareInput): Promise<void> {
    const { access, orders, trips } = this.#parts;
    if (input.kind === 'vehicle') return access.require(subject, 'share:vehicle', input.vehicleId);
    if (input.kind === 'order') {
      await access.require(subject, 'share:order', input.orderId);
      return requireGoingOn(`order ${input.orderId}`, await orders.get(subject.tenant, input.orderId));
    }
    await access.require(subject, 'share:trip', input.tripId);
    requireGoingOn(`trip ${input.tripId}`, await trips.get(subject.tenant, input.tripId));
  }

  async #mayEnd(subject: Subject, share: StoredShare): Promise<boolean> {
    const { access } = this.#parts;
    if (share.orderId === null && share.tripId === null)
      return access.may(subject, 'share:vehicle', share.vehicleId);
    return share.createdBy === subject.id || access.may(subject, 'follow:fleet', '');
  }

  async trail(token: string): Promise<ShareTrail> {
    const { links, view } = this.#parts;
    return view.trail(await links.good(token));
  }

  /** The vehicles that a subject may share; undefined: all of its tenant. */
  async #ownVehicles(subject: Subject): Promise<readonly string[] | undefined> {
    const { access } = this.#parts;
    if (await access.may(subject, 'follow:fleet', '')) return undefined;
    const own = [...subject.vehicles];
    const may = await Promise.all(own.map((id) => access.may(subject, 'share:vehicle', id)));
    return own.filter((_, index) => may[index]);
  }
}

function requireGoingOn(
  what: string,
  found: { readonly endedAt: number | null; readonly status: string } | undefined,
): void {
  if (found === undefined) throw new WaycastError('not_found', `no ${what} that you may see`);
  if (found.endedAt !== null)
    throw new WaycastError('conflict', `${what} is ${found.status}; only one that goes on is shared`);
}

function tooMany(full: 'vehicle full' | 'tenant full', share: StoredShare): WaycastError {
  const what =
    full === 'vehicle full'
      ? `${kindOf(share)} ${share.orderId ?? share.tripId ?? share.vehicleId} has ${SHARE_LIMITS.perVehicle} share links`
      : `there are ${SHARE_LIMITS.perTenant} share links`;
  return new WaycastError('conflict', `${what} that are still good; revoke some, or wait until they end`);
}
