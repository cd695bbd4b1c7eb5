import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import { type LocalDay, localDaysIn } from '../../../kernel/local-days.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FindingArchive } from '../../../ports/finding-archive.ts';
import type { History } from '../../../ports/history.ts';
import type { ReportScope, Reports } from '../../../ports/reports.ts';
import { rounded } from '../settling/rounded.ts';
import { IgnoredData } from './finding-data.ts';
import { fixVerdict } from './fix-verdict.ts';
import { grouped } from './grouped.ts';
import { findingsPage, vehiclesOf } from './pages.ts';
import { reportEvent } from './report-event.ts';
import { reportStops, reportTrip } from './trips-and-stops.ts';
import { vehicleDays } from './vehicle-days.ts';

export interface ReportParts {
  readonly archive: FindingArchive;
  readonly history: Pick<History, 'page'>;
  readonly clock: Clock;
}

/** Kinds that a summary is made of. */
const SUMMED = ['trip', 'stop', 'idling', 'overspeed', 'distance', 'tally'] as const;
/** Vehicle days that are summed up at once, and findings that they may have. */
const DAYS_AT_ONCE = 400;
const FINDINGS_AT_ONCE = 200_000;
/** Longest page of history, whose flags are asked for. */
const MAX_FLAGS = 10_001;

/** Where the judge's state lists what it holds back. */
const HeldShape = z.object({ judge: z.object({ held: z.array(z.object({ time: z.number() })) }) });

export function createReports(parts: ReportParts): Reports {
  return { ...listReports(parts), ...vehicleReports(parts) };
}

type Lists = Pick<Reports, 'trips' | 'stops' | 'summary'>;

function listReports({ archive, clock }: ReportParts): Lists {
  async function daysOf(scope: ReportScope, vehicles: readonly string[], days: readonly LocalDay[]) {
    const range = {
      tenant: scope.tenant,
      vehicles,
      from: days[0]?.from ?? scope.from,
      to: days.at(-1)?.to ?? scope.to,
    };
    const [findings, ignored] = await Promise.all([
      archive.list({ ...range, kinds: SUMMED }, FINDINGS_AT_ONCE),
      archive.ignored(range),
    ]);
    const findingsOf = grouped(findings, ({ vehicleId }) => vehicleId);
    const ignoredOf = grouped(ignored, ({ vehicleId }) => vehicleId);
    return vehicles.flatMap((id) => {
      const own = (findingsOf.get(id) ?? []).map(({ finding }) => finding);
      return vehicleDays(id, days, own, ignoredOf.get(id) ?? [], clock.now());
    });
  }

  return {
    async trips(scope, limit, after) {
      const { items, next } = await findingsPage(archive, 'trip', scope, limit, after);
      return { items: items.map((item) => reportTrip(item, clock.now())), next };
    },

    async stops(scope, limit, after) {
      const { items, next } = await findingsPage(archive, 'stop', scope, limit, after);
      return { items: await reportStops(archive, scope, items, clock.now()), next };
    },

    async summary(scope, timeZone, limit, after) {
      const days = localDaysIn(scope.from, scope.to, timeZone);
      const items: Awaited<ReturnType<typeof daysOf>> = [];
      const atOnce = Math.max(1, Math.floor(Math.min(limit, DAYS_AT_ONCE) / Math.max(1, days.length)));
      for await (const vehicles of vehiclesOf(archive, scope, after, atOnce)) {
        items.push(...(await daysOf(scope, vehicles, days)));
        const last = vehicles.at(-1);
        if (items.length >= limit && last !== undefined) return { items, next: { vehicleId: last } };
      }
      return { items, next: undefined };
    },
  };
}

/** Of one vehicle. */
function vehicleReports({ archive, history, clock }: ReportParts): Omit<Reports, keyof Lists> {
  return {
    async events(range, limit, after) {
      const found = await archive.events(range, limit + 1, after);
      const items = found.slice(0, limit);
      return {
        items: items.map((finding) => reportEvent(finding, clock.now())),
        next: found.length > limit ? items.at(-1) : undefined,
      };
    },

    async odometer(vehicle) {
      const judged = await archive.judgedTo(vehicle);
      if (judged === undefined) return undefined;
      const metres = await archive.odometerM(vehicle);
      return {
        vehicleId: vehicle.vehicleId,
        distanceM: rounded(metres),
        judgedTo: isoTime(judged.time),
      };
    },

    async verdict(vehicle, time) {
      const range = { ...vehicle, from: time, to: time };
      const [fix] = await history.page(range, 1);
      if (fix === undefined) return undefined;
      const [ignored] = await archive.ignoredIn(range, 1);
      const judged = await archive.judgedTo(vehicle);
      const held = HeldShape.safeParse(judged?.state).data?.judge.held ?? [];
      return fixVerdict(fix, {
        ignored: ignored?.data,
        isHeld: held.some((one) => one.time === time),
        isJudged: judged !== undefined && time <= judged.time,
      });
    },

    async flags(range) {
      const ignored = await archive.ignoredIn(range, MAX_FLAGS);
      return new Map(
        ignored.map(({ startsAt, data }) => [
          startsAt,
          IgnoredData.parse(data).rule === 'inaccurate' ? ('inaccurate' as const) : ('outlier' as const),
        ]),
      );
    },
  };
}
