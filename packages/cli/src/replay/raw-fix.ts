import { isId } from '@waycast/contract';
import { parseTime } from './parse-time.ts';
import type { Finding, ReadingOptions } from './recording.ts';

/** A position as a file writes it: texts or numbers, nothing checked. */
export interface RawFix {
  readonly vehicleId?: unknown;
  readonly latitude: unknown;
  readonly longitude: unknown;
  readonly time: unknown;
  /** In the file's unit. */
  readonly speed?: unknown;
  readonly heading?: unknown;
  readonly altitude?: unknown;
  readonly accuracy?: unknown;
}

/** Checks what a position needs; measurements that are no numbers in range are left out. */
export function toFinding(raw: RawFix, where: string, options: ReadingOptions): Finding {
  const flaw = (reason: string): Finding => ({ flaw: { where, reason } });
  const latitude = toNumber(raw.latitude);
  const longitude = toNumber(raw.longitude);
  if (latitude === undefined || Math.abs(latitude) > 90)
    return flaw(`latitude is ${quote(raw.latitude)}, not -90 to 90`);
  if (longitude === undefined || Math.abs(longitude) > 180)
    return flaw(`longitude is ${quote(raw.longitude)}, not -180 to 180`);
  const time = parseTime(raw.time);
  if (time === undefined)
    return flaw(`time is ${quote(raw.time)}, not ISO 8601 or seconds or milliseconds since 1970`);
  const vehicleId = options.vehicleId ?? vehicleOf(raw.vehicleId) ?? options.fallbackVehicleId;
  if (!isId(vehicleId)) return flaw(`vehicle ${quote(vehicleId)} is not 1–128 of A-Z a-z 0-9 . _ ~ @ -`);
  const speed = toNumber(raw.speed);
  return {
    fix: {
      vehicleId,
      latitude,
      longitude,
      time,
      ...measured('speed', speed === undefined ? undefined : speed * options.speedFactor, 0, 1000),
      ...measured('heading', toNumber(raw.heading), 0, 360),
      ...measured('altitude', toNumber(raw.altitude), -12_000, 100_000),
      ...measured('accuracy', toNumber(raw.accuracy), 0, Number.MAX_VALUE),
    },
  };
}

function vehicleOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const id = String(value).trim();
  return id === '' ? undefined : id;
}

function measured<K extends string>(
  name: K,
  value: number | undefined,
  min: number,
  max: number,
): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  if (value !== undefined && value >= min && value <= max) result[name] = value;
  return result;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(value))
    return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A value for a message, short enough for a line. */
function quote(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'missing';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
