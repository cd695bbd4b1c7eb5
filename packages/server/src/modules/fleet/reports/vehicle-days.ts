import type { VehicleDay } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { LocalDay } from '../../../kernel/local-days.ts';
import type { IgnoredQuarter } from '../../../ports/finding-archive.ts';
import type { Finding, FindingKind } from '../../../ports/findings.ts';
import { rounded } from '../settling/rounded.ts';
import { DistanceData, TallyData } from './finding-data.ts';
import { grouped } from './grouped.ts';

const QUARTER_MS = 900_000;

/**
 * A vehicle's sums for each of the days, without those on which nothing was heard. What lasts beyond midnight is cut
 * there; metres and fixes are counted by quarters of an hour, which no time zone cuts. `now` ends what is open.
 */
export function vehicleDays(
  vehicleId: string,
  days: readonly LocalDay[],
  findings: readonly Finding[],
  ignored: readonly IgnoredQuarter[],
  now: number,
): VehicleDay[] {
  const quarters = findings.flatMap(quartersOf);
  const byKind = grouped(findings, ({ kind }) => kind);
  return days.flatMap((day) => {
    const isOnDay = (time: number) => time >= day.from && time < day.to;
    const heard = quarters.filter(({ startsAt }) => isOnDay(startsAt));
    const fixes = sum(heard, (one) => one.fixes);
    const secondsIn = (kind: FindingKind) =>
      Math.round(sum(byKind.get(kind) ?? [], (one) => overlapMs(one, day, now)) / 1000);
    const begunOn = (kind: FindingKind) =>
      sum(byKind.get(kind) ?? [], ({ startsAt }) => (isOnDay(startsAt) ? 1 : 0));
    const [movingS, standingS] = [secondsIn('trip'), secondsIn('stop')];
    if (fixes === 0 && standingS === 0 && movingS === 0) return [];
    const times = heard.flatMap(({ first, last }) => (first === undefined ? [] : [first, last ?? first]));
    return [
      {
        vehicleId,
        day: day.day,
        distanceM: rounded(sum(heard, (one) => one.metres)),
        movingS,
        standingS,
        idlingS: secondsIn('idling'),
        maxSpeed: heard.reduce((highest, one) => Math.max(highest, one.maxMps), 0),
        trips: begunOn('trip'),
        stops: begunOn('stop'),
        overspeeds: begunOn('overspeed'),
        firstFixAt: times.length === 0 ? null : isoTime(Math.min(...times)),
        lastFixAt: times.length === 0 ? null : isoTime(Math.max(...times)),
        fixes,
        ignored: sum(ignored, (one) => (isOnDay(one.quarter) ? one.fixes : 0)),
      },
    ];
  });
}

interface QuarterSums {
  readonly startsAt: number;
  readonly metres: number;
  readonly maxMps: number;
  readonly fixes: number;
  readonly first?: number;
  readonly last?: number;
}

function quartersOf({ kind, startsAt, data }: Finding): QuarterSums[] {
  const none = { metres: 0, maxMps: 0, fixes: 0 };
  if (kind === 'distance')
    return listed(DistanceData.parse(data).quarters, startsAt).map((one) => ({ ...none, ...one }));
  if (kind === 'tally')
    return listed(TallyData.parse(data).quarters, startsAt).map((one) => ({ ...none, ...one }));
  return [];
}

function listed<T extends object>(quarters: readonly (T | null)[], hour: number) {
  return quarters.flatMap((quarter, index) =>
    quarter === null ? [] : [{ ...quarter, startsAt: hour + index * QUARTER_MS }],
  );
}

function overlapMs({ startsAt, endsAt }: Finding, day: LocalDay, now: number): number {
  return Math.max(0, Math.min(endsAt ?? now, day.to) - Math.max(startsAt, day.from));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
