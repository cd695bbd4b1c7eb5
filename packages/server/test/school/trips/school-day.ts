/** Asks a server as somebody: method, path below /api, body. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly json: unknown }>;

const HOUR_MS = 3_600_000;

/** A time zone in which it is about noon, so that no test runs over midnight. */
function noonZone(now: number): { timeZone: string; wall: number } {
  const west = new Date(now).getUTCHours() - 12;
  const timeZone = west === 0 ? 'Etc/GMT' : `Etc/GMT${west > 0 ? '+' : '-'}${Math.abs(west)}`;
  return { timeZone, wall: now - west * HOUR_MS };
}

/**
 * Gives a tenant a plan: schedule `bell` every day, by bus-7, from ten minutes from now on for half an hour. Resolves to
 * the ids of its trips of today and tomorrow.
 */
export async function enterPlan(ask: Ask): Promise<{ today: string; tomorrow: string; date: string }> {
  const { timeZone, wall } = noonZone(Date.now());
  const day = (days: number) => new Date(wall + days * 24 * HOUR_MS).toISOString().slice(0, 10);
  const clock = (minutes: number) => new Date(wall + minutes * 60_000).toISOString().slice(11, 16);
  const put = async (path: string, body: unknown) => {
    const { status, json } = await ask('PUT', path, body);
    if (status > 201) throw new Error(`PUT ${path} was refused: ${JSON.stringify(json)}`);
  };
  await ask('PATCH', '/tenant', { timeZone });
  for (const id of ['bus-7', 'bus-8']) await put(`/registry/vehicles/${id}`, {});
  for (const [id, longitude] of Object.entries({ a: -8.63, b: -8.62 }))
    await put(`/school/stops/${id}`, { name: `Stop ${id}`, latitude: 52.66, longitude });
  await put('/school/routes/north', { name: 'North', stops: [{ stopId: 'a' }, { stopId: 'b' }] });
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  await put('/school/calendars/all', { weekdays, startsOn: day(-2), endsOn: day(9) });
  const times = [{ arrival: clock(10) }, { arrival: clock(40) }];
  await put('/school/schedules/bell', { routeId: 'north', calendarId: 'all', times, vehicleId: 'bus-7' });
  return { today: `bell~${day(0)}`, tomorrow: `bell~${day(1)}`, date: day(0) };
}
