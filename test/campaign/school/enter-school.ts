import { type Bus, CALL_S, placeOn, type Ride, type SchoolSize, stopMetres, type Way } from './school-day.ts';
import type { AnyServer } from './school-server.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_ONCE = 8;

/** A time zone in which it is about noon, so that no day runs over midnight, and what its walls show more than UTC. */
function noonZone(now: number): { readonly timeZone: string; readonly aheadMs: number } {
  const west = new Date(now).getUTCHours() - 12;
  const name = west === 0 ? 'Etc/GMT' : `Etc/GMT${west > 0 ? '+' : '-'}${Math.abs(west)}`;
  return { timeZone: name, aheadMs: -west * HOUR_MS };
}

/** Enters plan, pupils and guardians, and makes the trips of the day; resolves to their ids by schedule. */
export async function enterSchool(
  server: AnyServer,
  size: SchoolSize,
  rides: readonly Ride[],
): Promise<ReadonlyMap<string, string>> {
  const put = (path: string, body: unknown) => server.ask({ method: 'PUT', path: `/api/${path}`, body });
  const { timeZone, aheadMs } = noonZone(Date.now());
  const wall = (time: number): string => new Date(time + aheadMs).toISOString();
  await server.ask({ method: 'PATCH', path: '/api/tenant', body: { timeZone } });
  const days = { startsOn: wall(Date.now() - DAY_MS).slice(0, 10), endsOn: wall(Date.now()).slice(0, 10) };
  await put('school/calendars/daily', { weekdays: [1, 2, 3, 4, 5, 6, 7], ...days });
  const buses = [...new Set(rides.map(({ bus }) => bus))];
  await eachOf(buses, async (bus) => {
    await put(`registry/vehicles/${bus.vehicleId}`, { name: bus.vehicleId });
    for (const metres of stopMetres(size.stops, 'to'))
      await put(`school/stops/${bus.vehicleId}-${metres}`, {
        name: `At ${metres} m`,
        ...placeOn(bus, metres),
      });
    for (const way of ['to', 'from'] as const)
      await put(`school/routes/${bus.vehicleId}-${way}`, routeOf(bus, way, size));
  });
  await eachOf(rides, ({ scheduleId, startsAt, bus, calls }) =>
    put(`school/schedules/${scheduleId}`, {
      ...{ routeId: scheduleId, calendarId: 'daily', vehicleId: bus.vehicleId },
      times: calls.map((_, index) => ({ arrival: wall(startsAt + index * CALL_S * 1000).slice(11, 19) })),
    }),
  );
  await server.ask({ method: 'POST', path: '/api/school/students/import', body: pupilsCsv(buses, size) });
  return makeTrips(server, rides, days.endsOn);
}

function routeOf(bus: Bus, way: Way, { stops }: SchoolSize) {
  const metres = stopMetres(stops, way);
  return {
    name: `${bus.vehicleId} ${way}`,
    direction: way === 'to' ? 'to_school' : 'from_school',
    line: metres.map((at) => placeOn(bus, at)).map(({ latitude, longitude }) => [longitude, latitude]),
    stops: metres.map((at) => ({ stopId: `${bus.vehicleId}-${at}`, approachM: 200 })),
  };
}

function pupilsCsv(buses: readonly Bus[], { stops }: SchoolSize): string {
  const rows = buses.flatMap(({ vehicleId, pupils }) =>
    pupils.map(({ id, guardianId, stop }) => {
      const rides = `${vehicleId}-to:${stop}-${stops};${vehicleId}-from:1-${stops + 1 - stop}`;
      return [id, `Child ${id}`, guardianId, rides].join(',');
    }),
  );
  return `${['student_id,name,guardian_ids,rides', ...rows].join('\n')}\n`;
}

/** Made by hand: of what was over before it was planned, the plan makes none. */
async function makeTrips(
  server: AnyServer,
  rides: readonly Ride[],
  date: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(rides.map(({ scheduleId }) => [scheduleId, `${scheduleId}~${date}`]));
  await eachOf([...ids], ([scheduleId, tripId]) => {
    const asked = { method: 'POST', path: '/api/school/trips', body: { scheduleId, date, tripId } };
    return server.ask(asked, [409]);
  });
  return ids;
}

export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}
