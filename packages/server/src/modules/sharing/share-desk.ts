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
import { parseTime } from '../../kernel/parse-time.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Orders } from '../../ports/orders.ts';
import type { ShareStore, StoredShare } from '../../ports/share-store.ts';
import type { ShareQuery, Sharing } from '../../ports/sharing.ts';
import { endOf, type ShareLinks } from './share-links.ts';
import { hashOf, newSecret, newShareId } from './share-secret.ts';
import type { ShareView } from './share-view.ts';
import { endShares } from './share-watch.ts';

export interface ShareDeskParts {
  readonly store: ShareStore;
  readonly links: ShareLinks;
  readonly access: Access;
  readonly orders: Pick<Orders, 'get'>;
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
    const { access, store, clock } = this.#parts;
    if (input.kind === 'order') await this.#requireShareable(subject, input.orderId);
    else await access.require(subject, 'share:vehicle', input.vehicleId);
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
      ...(vehicleId === undefined ? { orLinksOfOrdersBy: subject.id } : {}),
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
    // Whoever connects with the link now is to see this one.
    if ((vehicleId ?? '') !== share.vehicleId) this.#parts.links.forget(share.shareId);
    const destination = status === 'IN_PROGRESS' ? dropoff : pickup;
    const shown = await this.#shown({ ...share, vehicleId: vehicleId ?? '', destination });
    return { kind: 'order', orderId, status, pickup, dropoff, vehicleId, ...shown };
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

  /** Its rider, its driver and dispatchers share an order, as long as it goes on. */
  async #requireShareable(subject: Subject, orderId: string): Promise<void> {
    const { access, orders } = this.#parts;
    await access.require(subject, 'share:order', orderId);
    const order = await orders.get(subject.tenant, orderId);
    if (order === undefined) throw new WaycastError('not_found', `no order ${orderId} that you may see`);
    if (order.endedAt !== null)
      throw new WaycastError(
        'conflict',
        `order ${orderId} is ${order.status}; only one that goes on is shared`,
      );
  }

  async #mayEnd(subject: Subject, share: StoredShare): Promise<boolean> {
    const { access } = this.#parts;
    if (share.orderId === null) return access.may(subject, 'share:vehicle', share.vehicleId);
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

function newShare(subject: Subject, input: ShareInput, now: number): StoredShare {
  const { label = null, until } = input;
  return {
    tenant: subject.tenant,
    shareId: newShareId(),
    ...sharedBy(input, now),
    label,
    expiresAt: until?.time === undefined ? now + SHARE_LIMITS.defaultMs : expiry(until.time, now),
    createdBy: subject.id,
    createdAt: now,
    revokedAt: null,
    endedAt: null,
    lastUsedAt: null,
    uses: 0,
  };
}

function sharedBy(
  input: ShareInput,
  now: number,
): Pick<StoredShare, 'vehicleId' | 'orderId' | 'destination' | 'trailFrom' | 'endsOn'> {
  if (input.kind === 'order')
    return { vehicleId: '', orderId: input.orderId, destination: null, trailFrom: null, endsOn: null };
  const { vehicleId, destination = null, trailFrom, until } = input;
  const from = trailFrom == null ? null : trailStart(parseTime('trailFrom', trailFrom), now);
  return { vehicleId, orderId: null, destination, trailFrom: from, endsOn: until?.on ?? null };
}

function trailStart(from: number, now: number): number {
  if (from < now - SHARE_LIMITS.trailMs)
    throw new WaycastError('invalid', 'trailFrom: lies more than 24 hours back; a link shows no older trail');
  return Math.min(from, now);
}

function expiry(time: string | number, now: number): number {
  const at = parseTime('until.time', time);
  if (at <= now) throw new WaycastError('invalid', 'until.time: lies in the past; a link ends in the future');
  if (at > now + SHARE_LIMITS.maxMs)
    throw new WaycastError(
      'invalid',
      'until.time: lies more than 31 days ahead, the longest that a link lasts',
    );
  return at;
}

function tooMany(full: 'vehicle full' | 'tenant full', { vehicleId, orderId }: StoredShare): WaycastError {
  const what =
    full === 'vehicle full'
      ? `${orderId === null ? `vehicle ${vehicleId}` : `order ${orderId}`} has ${SHARE_LIMITS.perVehicle} share links`
      : `there are ${SHARE_LIMITS.perTenant} share links`;
  return new WaycastError('conflict', `${what} that are still good; revoke some, or wait until they end`);
}

function toLink(share: StoredShare, now: number): ShareLink {
  return {
    shareId: share.shareId,
    kind: share.orderId === null ? 'vehicle' : 'order',
    vehicleId: share.vehicleId === '' ? null : share.vehicleId,
    orderId: share.orderId,
    state: endOf(share, now)?.state ?? 'active',
    label: share.label,
    destination: share.destination,
    trailFrom: timeOrNull(share.trailFrom),
    expiresAt: isoTime(share.expiresAt),
    endsOn: share.endsOn,
    createdBy: share.createdBy,
    createdAt: isoTime(share.createdAt),
    revokedAt: timeOrNull(share.revokedAt),
    endedAt: timeOrNull(share.endedAt),
    lastUsedAt: timeOrNull(share.lastUsedAt),
    uses: share.uses,
  };
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}
