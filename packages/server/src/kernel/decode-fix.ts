import type { Fix } from '@waycast/contract';
import { FixInput, isId, WaycastError } from '@waycast/contract';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { storableAttributes } from './attributes.ts';
import { invalidFrom } from './invalid.ts';
import { joinedTypes } from './joined-types.ts';
import { parseTime } from './parse-time.ts';

/** A fix up to this far ahead of the server's clock moves live; beyond it is stored and flagged. */
export const FUTURE_LIVE_LIMIT_MS = 2 * 60_000;
/** A fix further ahead than this is refused. */
export const FUTURE_LIMIT_MS = 24 * 3_600_000;

/** {@link FixInput} as its author wrote it, but with the types the compiled check has proven. */
type CheckedFix = z.input<typeof FixInput>;

// `unevaluated` formats and defaults play no part in this schema, so the plain draft is enough.
const ajv = new Ajv({ strict: false, allErrors: false, strictNumbers: true });
const schema = z.toJSONSchema(FixInput, { io: 'input', target: 'draft-7' });
const compiledShape = ajv.compile<CheckedFix>(joinedTypes({ ...schema }));

/**
 * The compiled form of {@link FixInput} for the hot path: the same verdict as the schema, about twenty times faster.
 * JSON Schema cannot say "a number is read as its string", so the id's pattern is checked beside it.
 */
export function isFixInput(input: unknown): input is CheckedFix {
  return compiledShape(input) && isId(String(input.vehicleId));
}

/**
 * Turns what a device sent into a {@link Fix}. Throws WaycastError `invalid` that names the field and what it takes.
 * `now` is the server's clock in epoch ms: it stands in for a missing time and sets the two future limits.
 */
export function decodeFix(input: unknown, now: number): Fix {
  if (!isFixInput(input)) throw invalidFrom(FixInput, input);
  const { latitude, longitude, accuracy } = reportedPlace(input);
  const time = reportedTime(input, now);
  const fix: { -readonly [Field in keyof Fix]: Fix[Field] } = {
    vehicleId: String(input.vehicleId),
    latitude,
    longitude,
    time,
    receivedAt: now,
    accuracy,
  };
  if (time - now > FUTURE_LIVE_LIMIT_MS) fix.future = true;
  if (input.sentAt != null) fix.sentAt = parseTime('sentAt', input.sentAt);
  if (input.speed != null) fix.speed = input.speed;
  if (input.heading != null) fix.heading = input.heading === 360 ? 0 : input.heading;
  if (input.altitude != null) fix.altitude = input.altitude;
  const attributes = input.attributes == null ? undefined : storableAttributes(input.attributes);
  if (attributes !== undefined) fix.attributes = attributes;
  return fix;
}

/** A place as devices write it. */
interface ReportedPlace {
  readonly latitude?: number | undefined;
  readonly lat?: number | undefined;
  readonly longitude?: number | undefined;
  readonly lng?: number | undefined;
  readonly accuracy?: number | null | undefined;
}

/** Throws `invalid` where there is none. */
export function reportedPlace(input: ReportedPlace) {
  const latitude = input.latitude ?? input.lat;
  const longitude = input.longitude ?? input.lng;
  if (latitude === undefined)
    throw new WaycastError('invalid', 'latitude (or lat) is missing; it takes degrees from -90 to 90');
  if (longitude === undefined)
    throw new WaycastError('invalid', 'longitude (or lng) is missing; it takes degrees from -180 to 180');
  const accuracy = knownAccuracy(input.accuracy);
  if (latitude === 0 && longitude === 0 && accuracy === null) {
    throw new WaycastError(
      'invalid',
      'position 0,0 without an accuracy is what receivers report before they have a position; send accuracy if it is real',
    );
  }
  return { latitude, longitude, accuracy };
}

/** Zero and negative accuracies are how receivers say that they do not know; they do not mean perfect. */
function knownAccuracy(accuracy: number | null | undefined): number | null {
  return accuracy == null || accuracy <= 0 ? null : accuracy;
}

/** Epoch ms; `now` where the device says none. Throws `invalid` for what is no time, and for one too far ahead. */
export function reportedTime(input: Pick<CheckedFix, 'timestamp' | 'time'>, now: number): number {
  const field = input.timestamp === undefined ? 'time' : 'timestamp';
  const given = input.timestamp ?? input.time;
  if (given === undefined) return now;
  const time = parseTime(field, given);
  if (time - now > FUTURE_LIMIT_MS) {
    throw new WaycastError(
      'invalid',
      `${field} is ${Math.round((time - now) / 3_600_000)} h ahead of the server's clock; at most 24 h are accepted. Check the device's clock and zone`,
    );
  }
  return time;
}
