import type { EventName } from '@waycast/contract';

/** A frame of the socket: flat JSON with its event's name in `type`. */
export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** An event as listeners know it: its name, and the payload without what only the frame needs. */
export interface Incoming {
  readonly event: EventName;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Complete by its type. */
const EVENT_NAMES: { readonly [N in EventName]: true } = {
  'location:update': true,
  'geofence:alert': true,
  'geofence:dwell': true,
  'trip:update': true,
  'locations:batch': true,
  message: true,
  'order:update': true,
  order_viewers: true,
  'offers:update': true,
  'message:new': true,
  'message:changed': true,
  'message:read': true,
  'conversation:update': true,
  typing: true,
  presence: true,
  'region:update': true,
  'token:expiring': true,
  'server:moving': true,
  resync: true,
  error: true,
};

/**
 * The event of a frame. Messages to drivers and users travel under their own `type` (`new_order`), which belongs to
 * the message: whatever is no event of the contract is one of them.
 */
export function toIncoming(frame: Frame): Incoming {
  const { type, ...payload } = frame;
  return isEventName(type) && type !== 'message'
    ? { event: type, payload }
    : { event: 'message', payload: frame };
}

function isEventName(type: string): type is EventName {
  return Object.hasOwn(EVENT_NAMES, type);
}

/** Parses a text frame; undefined when it is not a JSON object with a `type`. */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isFrame(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isFrame(value: unknown): value is Frame {
  return isRecord(value) && typeof value.type === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives what the server sent the type that the contract promises for it. The server validated it on its side of the
 * same contract; doing it again here would put the schema library into every browser. The one such place.
 */
export function asPromised<T>(value: unknown): T {
  return value as T;
}
