import type { Topic } from '@waycast/contract';
import { LocationUpdate } from '@waycast/contract';
import type { z } from 'zod';
import type { KeyedState } from '../../ports/live.ts';
import { isObject } from './json-text.ts';

/** A position further ahead than this is as wrong from a script as from a device: it would silence the vehicle. */
const MAX_AHEAD_MS = 120_000;

/** A decoded message, or why it is none. */
export type Decoded<T> = { readonly value: T } | { readonly malformed: string };

/**
 * A position as `transport:location:{id}` carries it. Its version is the time in ms, and half a millisecond later for
 * OFFLINE, which follows the fix that it repeats.
 */
export function decodeLocation(
  input: unknown,
  vehicleId: string | undefined,
  now: number,
): Decoded<KeyedState> {
  if (isPlain(input)) {
    const time = timeOf(input.timestamp);
    if (time !== undefined) return judged(input, time, vehicleId, now) ?? { value: stateOf(input, time) };
  }
  const parsed = LocationUpdate.safeParse(named(input));
  if (!parsed.success) return { malformed: issueOf(parsed.error) };
  const { data } = parsed;
  const time = Date.parse(data.timestamp);
  const problem = judged(data, time, vehicleId, now);
  if (problem !== undefined) return problem;
  const timestamp = new Date(time).toISOString();
  return { value: stateOf({ ...foreignFields(input), ...data, timestamp }, time) };
}

/** What is wrong with a position of the right shape. */
function judged(
  data: LocationUpdate,
  time: number,
  vehicleId: string | undefined,
  now: number,
): { malformed: string } | undefined {
  if (vehicleId !== undefined && data.vehicleId !== vehicleId) {
    return { malformed: `vehicleId is not ${vehicleId}, whose channel this is` };
  }
  if (Math.abs(data.latitude) > 90 || Math.abs(data.longitude) > 180) {
    return { malformed: 'latitude takes -90 to 90, longitude -180 to 180' };
  }
  if (Number.isNaN(time)) return { malformed: 'timestamp takes an ISO 8601 time' };
  if (time > now + MAX_AHEAD_MS) return { malformed: 'timestamp is ahead of the clock' };
  return undefined;
}

function stateOf(data: LocationUpdate, time: number): KeyedState {
  return { event: 'location:update', data, version: data.status === 'OFFLINE' ? time + 0.5 : time };
}

const REQUIRED = ['vehicleId', 'latitude', 'longitude', 'accuracy', 'status', 'timestamp'] as const;

/**
 * Whether it is exactly what the servers publish, so that nothing has to be changed in it: proven by hand in a tenth of
 * the schema's time. Anything else, also of the right shape, is left to the schema.
 */
function isPlain(input: unknown): input is LocationUpdate {
  if (!isObject(input)) return false;
  for (const name in input) {
    const value = input[name];
    switch (name) {
      case 'vehicleId':
      case 'timestamp':
        if (typeof value !== 'string') return false;
        break;
      case 'latitude':
      case 'longitude':
      case 'speed':
      case 'heading':
      case 'altitude':
        if (!Number.isFinite(value)) return false;
        break;
      case 'accuracy':
        if (!Number.isFinite(value) && value !== null) return false;
        break;
      case 'status':
        if (value !== 'ONLINE' && value !== 'IDLE' && value !== 'OFFLINE') return false;
        break;
      default:
        return false;
    }
  }
  return REQUIRED.every((name) => input[name] !== undefined);
}

/** As `toISOString` writes a time; days that not every month has are left out, for `Date.parse` lets them run over. */
const ISO_TIME = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A time in epoch ms when it is written as `toISOString` writes it. */
function timeOf(timestamp: string): number | undefined {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return undefined;
  return ISO_TIME.test(timestamp) || new Date(time).toISOString() === timestamp ? time : undefined;
}

/** A position as `tracking:vehicle:{id}` carries it; empty for what is none. */
export function olderLocationText(data: object): string {
  const { latitude: lat, longitude: lng, speed, timestamp: time }: Partial<LocationUpdate> = data;
  return lat === undefined || lng === undefined || time === undefined
    ? ''
    : JSON.stringify({ lat, lng, speed: speed ?? null, time });
}

/** A position as `tracking:vehicle:{id}` carries it: `{lat, lng, speed, time}`. */
export function decodeOlderLocation(input: unknown, topic: Topic, now: number): Decoded<KeyedState> {
  if (!isObject(input)) return { malformed: 'takes a JSON object' };
  const { lat, lng, speed, time } = input;
  const update = {
    vehicleId: topic.id,
    latitude: lat,
    longitude: lng,
    accuracy: null,
    status: 'ONLINE',
    timestamp: typeof time === 'number' && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : time,
    ...(speed === undefined || speed === null ? {} : { speed }),
  };
  return decodeLocation(update, topic.id, now);
}

/** A JSON number is read as an id. What is not known may be left out or null. */
function named(input: unknown): unknown {
  if (!isObject(input)) return input;
  const { vehicleId, accuracy = null, speed, heading, altitude, ...rest } = input;
  return {
    ...rest,
    accuracy,
    vehicleId: typeof vehicleId === 'number' ? String(vehicleId) : vehicleId,
    ...withoutNulls({ speed, heading, altitude }),
  };
}

/** Fields that this version does not know stay, but for what a stored state has besides. */
function foreignFields(input: unknown): object {
  if (!isObject(input)) return {};
  const { _live, ...fields } = input;
  return withoutNulls(fields);
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** The first thing wrong, in words. */
export function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'is malformed' : `${issue.path.join('.') || 'message'}: ${issue.message}`;
}
