import {
  BATCH_MAX_FIXES,
  type BatchReceipt,
  ERROR_CODES,
  type Subject,
  WaycastError,
} from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import {
  type Devices,
  KEPT_MESSAGE_LENGTH,
  KEPT_MESSAGES,
  type KnownDevice,
  type PutAside,
} from '../ports/devices.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { DevicePoint, DevicePosition } from './device-point.ts';
import type { DeviceSightings } from './device-sightings.ts';
import type { Ingest } from './ingest.ts';
import { checkShape } from './input-shape.ts';

/** Messages of one request that are looked at; some hours of a client that waits for nothing. */
export const MAX_DEVICE_MESSAGES = 10_000;
/** Names of messages that were taken; with times of their own, repeats change nothing anyhow. */
const MAX_TAKEN = 50_000;

/** What came in one request. */
export interface DeviceReport {
  readonly messages: readonly unknown[];
  /** Throws WaycastError `invalid` for a message that can never be a position. */
  decode(message: object): DevicePoint;
}

export interface DeviceReportParts {
  readonly devices: Devices;
  readonly ingest: Ingest;
  readonly sightings: DeviceSightings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A position on its way into ingest, with the message that it came from. */
interface Candidate {
  readonly message: unknown;
  readonly key: string | undefined;
  readonly input: object;
}

/** What has become of a request so far. */
interface Outcome {
  readonly aside: PutAside[];
  asideCount: number;
  accepted: number;
  /** Why the device has to send it again. */
  refused: WaycastError | undefined;
}

/**
 * The way of what a device sends into ingest. Devices hold the head of their queue and send it again until they are
 * told that it was taken, so that whatever can never be used has to be taken too:
 *
 *     message ──▶ decode ──▶ ingest ──▶ stored
 *                   │ invalid   │ invalid       ──▶ put aside with the reason, counted, answered as taken
 *                               │ rate_limited, unavailable ──▶ all of the request is refused, to be sent again
 */
export class DeviceReports {
  readonly #parts: DeviceReportParts;
  readonly #taken = new LRUCache<string, true>({ max: MAX_TAKEN });

  constructor(parts: DeviceReportParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once every position is durable and all else is put aside. Rejects when the device should send all of it
   * again, which changes nothing of what was taken.
   */
  async take(device: KnownDevice, { messages, decode }: DeviceReport): Promise<void> {
    const { devices, sightings, clock } = this.#parts;
    const outcome: Outcome = { aside: [], asideCount: 0, accepted: 0, refused: undefined };
    const count = Math.min(messages.length, MAX_DEVICE_MESSAGES);
    for (let start = 0; start < count; start += BATCH_MAX_FIXES) {
      const part = messages.slice(start, Math.min(start + BATCH_MAX_FIXES, count));
      await this.#store(device, outcome, this.#candidatesOf(device, part, decode, outcome));
    }
    sightings.note(device, clock.now(), outcome.accepted);
    if (outcome.refused !== undefined) throw outcome.refused;
    if (messages.length > count) putAsideRest(outcome, messages, count);
    const { tenant, deviceId } = device;
    const putAside = { tenant, deviceId, messages: outcome.aside, count: outcome.asideCount };
    if (putAside.count > 0) await devices.quarantine({ ...putAside, receivedAt: clock.now() });
  }

  #candidatesOf(
    device: KnownDevice,
    messages: readonly unknown[],
    decode: DeviceReport['decode'],
    outcome: Outcome,
  ): Candidate[] {
    const candidates: Candidate[] = [];
    const keys = new Set<string>();
    for (const message of messages) {
      try {
        const point = decode(asObject(message));
        if (point.kind === 'heartbeat') continue;
        const candidate = candidateOf(device, message, point);
        if (candidate.key !== undefined && (this.#taken.has(candidate.key) || keys.has(candidate.key))) {
          outcome.accepted += 1;
          continue;
        }
        if (candidate.key !== undefined) keys.add(candidate.key);
        candidates.push(candidate);
      } catch (error) {
        this.#parts.metrics.ingested('invalid');
        putAside(outcome, message, reasonOf(error, this.#parts.log));
      }
    }
    return candidates;
  }

  /** Halves what ingest refuses as a whole, so that one position that nothing can store holds up no other. */
  async #store(device: KnownDevice, outcome: Outcome, candidates: readonly Candidate[]): Promise<void> {
    if (candidates.length === 0) return;
    try {
      const inputs = candidates.map(({ input }) => input);
      this.#judge(outcome, candidates, await this.#parts.ingest.batch(subjectOf(device), inputs));
    } catch (error) {
      if (!(error instanceof WaycastError && error.code === 'invalid')) throw error;
      const [only] = candidates;
      if (candidates.length === 1) return putAside(outcome, only?.message, error.message);
      const middle = Math.ceil(candidates.length / 2);
      await this.#store(device, outcome, candidates.slice(0, middle));
      await this.#store(device, outcome, candidates.slice(middle));
    }
  }

  #judge(outcome: Outcome, candidates: readonly Candidate[], { accepted, rejected }: BatchReceipt): void {
    outcome.accepted += accepted;
    const refused = new Set<Candidate | undefined>();
    for (const { index, code, message, retryAfterMs = 1000 } of rejected) {
      const candidate = candidates[index];
      refused.add(candidate);
      if (code === 'invalid') putAside(outcome, candidate?.message, message);
      else if ((outcome.refused?.retryAfterMs ?? 0) < retryAfterMs)
        outcome.refused = new WaycastError(knownCode(code), message, { retryAfterMs });
    }
    for (const candidate of candidates)
      if (candidate.key !== undefined && !refused.has(candidate)) this.#taken.set(candidate.key, true);
  }
}

function knownCode(code: string) {
  return ERROR_CODES.find((known) => known === code) ?? 'unavailable';
}

function asObject(message: unknown): object {
  checkShape(message);
  if (typeof message === 'object' && message !== null && !Array.isArray(message)) return message;
  const kind = message === null ? 'null' : Array.isArray(message) ? 'a list' : `a ${typeof message}`;
  throw new WaycastError('invalid', `a message takes an object, got ${kind}`);
}

function candidateOf(device: KnownDevice, message: unknown, point: DevicePosition): Candidate {
  const { deviceId, idempotencyKey, fix, attributes } = point;
  if (deviceId !== undefined && deviceId !== device.deviceId)
    throw new WaycastError('invalid', `this is of device ${deviceId}, and the key is of ${device.deviceId}`);
  const key =
    idempotencyKey === undefined || idempotencyKey.length > 128
      ? undefined
      : `${device.tenant} ${device.deviceId} ${idempotencyKey}`;
  return { message, key, input: { ...withoutAbsent(fix), vehicleId: device.vehicleId, attributes } };
}

/** For ingest an absent measurement is one that does not stand there. */
function withoutAbsent(fix: DevicePosition['fix']): object {
  return Object.fromEntries(Object.entries(fix).filter(([, value]) => value !== undefined));
}

/** A device is a driver of its own vehicle. No token's subject can have such an id, for ids have no colon. */
export function subjectOf({ tenant, deviceId, vehicleId }: KnownDevice): Subject {
  return {
    id: `device:${deviceId}`,
    tenant,
    roles: new Set(['driver']),
    vehicles: new Set([vehicleId]),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

function putAside(outcome: Outcome, message: unknown, reason: string): void {
  outcome.asideCount += 1;
  outcome.aside.push({ reason, message: previewOf(message) });
  // The latest are kept; what nobody will see need not be held.
  if (outcome.aside.length > 2 * KEPT_MESSAGES) outcome.aside.splice(0, KEPT_MESSAGES);
}

function putAsideRest(outcome: Outcome, messages: readonly unknown[], count: number): void {
  const reason = `the request holds ${messages.length} messages, of which the first ${count} are looked at`;
  putAside(outcome, messages[count], reason);
  outcome.asideCount += messages.length - count - 1;
}

/** A format that fails over what it is given would hold up the device for ever, so that it counts as invalid too. */
function reasonOf(error: unknown, log: Log): string {
  if (error instanceof WaycastError) return error.message;
  log.error({ err: error }, 'a message of a device could not be decoded');
  return 'this could not be read';
}

/** The beginning of a message as JSON; of a text as it is. */
function previewOf(message: unknown): string {
  if (typeof message === 'string') return message.slice(0, KEPT_MESSAGE_LENGTH);
  try {
    return String(JSON.stringify(message)).slice(0, KEPT_MESSAGE_LENGTH);
  } catch {
    return 'nested too deep to be shown';
  }
}
