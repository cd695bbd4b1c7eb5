import { setTimeout as sleep } from 'node:timers/promises';
import type { PassengerList } from '@waycast/contract';
import { createRandom } from '@waycast/geo';
import { until } from '../../fixtures/until.ts';
import { playOn } from '../play-on.ts';
import { readRows } from '../read-rows.ts';
import { eachOf, enterSchool } from './enter-school.ts';
import { openSchoolGround, type SchoolGround } from './ground.ts';
import { judgeSchool, type SchoolVerdict } from './judge.ts';
import { LogFollower } from './log-follower.ts';
import { play, sendingsOf } from './play-ride.ts';
import { type Bus, makeBuses, makeRide, type Ride, rideS, type SchoolSize } from './school-day.ts';
import { AnyServer } from './school-server.ts';

export interface SchoolOutcome {
  readonly verdict: SchoolVerdict;
  readonly rides: number;
  readonly pupils: number;
  readonly retriedRequests: number;
  readonly reconnects: number;
  /** What was missed and could not be told to a follower. */
  readonly notRecovered: number;
  readonly pushes: number;
  /** Left by killed servers, and not yet taken up. */
  readonly unsettled: number;
  /** Sent again under the same id by whoever took it up. */
  readonly repeatedPushes: number;
  /** Decisions about approaches and what came of them. */
  readonly approaches: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;
/** So long ago the morning was. */
const MORNING_MS = 50 * MINUTE_MS;
/** What is delayed at the end of a day comes within this part of it. */
const TAIL = 1.25;
const REDIS_AWAY_MS = 500;
const CALM_MS = 2500;
const SENT_MS = 3000;
const TAKEN_UP_MS = 90_000;

/** One day of a school over several servers, while they and Redis are killed at random; then what is stored and told is judged. */
export async function runSchoolDay(size: SchoolSize, say: (line: string) => void): Promise<SchoolOutcome> {
  return playOn(await openSchoolGround(size.servers), say, (ground) => runOn(ground, size, say));
}

async function runOn(
  ground: SchoolGround,
  size: SchoolSize,
  say: (line: string) => void,
): Promise<SchoolOutcome> {
  const random = createRandom(size.seed);
  const server = new AnyServer(ground.urls, ground.tokenOf('admin'), random);
  const buses = makeBuses(size);
  // The afternoon ends as the clock has it, so that its news are fresh.
  const afternoonAt = Date.now() + (1.7 * size.playS - rideS(size.stops)) * 1000;
  const mornings = buses.map((bus) => makeRide(bus, 'to', Date.now() - MORNING_MS, size));
  const afternoons = buses.map((bus) => makeRide(bus, 'from', afternoonAt, size));
  const rides = [...mornings, ...afternoons];
  const trips = await enterSchool(server, size, rides);
  await subscribePhones(ground, buses);
  const followers = buses.map(
    ({ vehicleId }, at) =>
      new LogFollower(ground.urls[at % ground.urls.length] ?? '', ground.tokenOf('dispatcher'), vehicleId),
  );
  await Promise.all(followers.map((follower) => follower.join()));
  say(`${rides.length} trips of ${buses.length} buses with ${buses.length * size.pupils} pupils are planned`);
  for (const [part, some] of [mornings, afternoons].entries()) {
    const driving = Promise.all(some.map((ride) => drive(server, ride, trips, size)));
    await Promise.all([driving, breakThings(ground, size, part, say)]);
  }
  say(`${new Date().toISOString()} all buses are back`);
  await settled(ground, trips, size.untilTakenUp ? TAKEN_UP_MS : SENT_MS);
  // Who was told that something was missed asks for it elsewhere.
  const complete = followers.filter((follower) => follower.notRecovered === 0);
  const followed = await collected(complete, complete.length * size.stops * 4);
  const [notRecovered, reconnects] = [sumOf(followers, 'notRecovered'), sumOf(followers, 'reconnects')];
  const logged = (
    await Promise.all(followers.map((follower) => replayed(follower, size.stops * 2 * 2)))
  ).flat();
  for (const follower of followers) follower.close();
  const shown = ground.phones.received();
  const passengers = await Promise.all(
    [...trips.values()].map((id) =>
      server.ask<PassengerList>({ method: 'GET', path: `/api/school/trips/${id}/students` }),
    ),
  );
  return {
    verdict: await judgeSchool(ground.databaseUrl, {
      rides,
      trips,
      followed,
      followers: complete.map(({ vehicleId }) => vehicleId),
      logged,
      shown,
      passengers,
    }),
    ...{ rides: rides.length, pupils: buses.length * size.pupils, retriedRequests: server.retried },
    ...{ reconnects, notRecovered, pushes: shown.length },
    repeatedPushes: shown.length - new Set(shown.map(({ alertId }) => alertId)).size,
    ...(await noticesOf(ground.databaseUrl)),
  };
}

async function subscribePhones(
  { urls, phones, tokenOf }: SchoolGround,
  buses: readonly Bus[],
): Promise<void> {
  const guardians = buses.flatMap(({ pupils }) => pupils.map(({ guardianId }) => guardianId));
  await eachOf(guardians, (id) => {
    const guardian = new AnyServer(urls, tokenOf('viewer', id), createRandom(1));
    return guardian.ask({ method: 'POST', path: '/api/alerts/push', body: phones.subscriptionOf(id) });
  });
}

function drive(
  server: AnyServer,
  ride: Ride,
  trips: ReadonlyMap<string, string>,
  size: SchoolSize,
): Promise<void> {
  const sendings = sendingsOf(ride, trips.get(ride.scheduleId) ?? '');
  const from = ride.calls[0]?.at ?? 0;
  return play(server, sendings, { from, pace: (TAIL * rideS(size.stops)) / size.playS, startAt: Date.now() });
}

/** Kills servers, and Redis, at random moments of one half of the day. */
async function breakThings(
  ground: SchoolGround,
  { seed, playS, serverKills, redisKills }: SchoolSize,
  part: number,
  say: (line: string) => void,
): Promise<void> {
  const random = createRandom(seed + part);
  const half = (count: number): number => Math.floor((count + 1 - part) / 2);
  const faults = [...Array(half(serverKills)).fill('server'), ...Array(half(redisKills)).fill('redis')];
  const moments = faults
    .map((fault) => ({ fault, at: Date.now() + random.between(0.1, 0.8) * playS * 1000 }))
    .sort((a, b) => a.at - b.at);
  for (const { fault, at } of moments) {
    await sleep(Math.max(0, at - Date.now()));
    const number = Math.floor(random.next() * ground.urls.length);
    say(`${new Date().toISOString()} ${fault === 'server' ? `server ${number}` : 'Redis'} is killed`);
    if (fault === 'server') await ground.killServer(number);
    else await restart(ground.redis);
    // Both at once is another matter: what a server was told while Redis was away it takes with it.
    await sleep(CALM_MS);
  }
}

async function restart(redis: SchoolGround['redis']): Promise<void> {
  await redis.kill();
  await sleep(REDIS_AWAY_MS);
  await redis.start();
}

/** Waits for the trips to end, and for what was left unsettled to be taken up. */
async function settled(
  { databaseUrl }: SchoolGround,
  trips: ReadonlyMap<string, string>,
  timeoutMs: number,
): Promise<void> {
  const isNone = async (query: string): Promise<boolean> => (await readRows(databaseUrl, query)).length === 0;
  const open = `select trip_id from trips where status <> 'COMPLETED'
    and trip_id in (${[...trips.values()].map((id) => `'${id}'`).join()})`;
  await until('all trips are over', () => isNone(open), { timeoutMs: 60_000, everyMs: 300 });
  const unsettled = () => isNone(`select trip_id from guardian_notices where reason = 'sending'`);
  await until('all guardians are told', unsettled, { timeoutMs, everyMs: 300 }).catch((error) => {
    if (timeoutMs === TAKEN_UP_MS) throw error;
  });
}

async function collected(followers: readonly LogFollower[], least: number) {
  const all = () => followers.flatMap(({ told }) => told).filter(({ action }) => action !== 'APPROACHING');
  await until('followers are told of all visits', () => all().length >= least, { timeoutMs: 30_000 }).catch(
    () => undefined,
  );
  return followers.flatMap(({ told }) => told);
}

async function replayed(follower: LogFollower, least: number) {
  const told = await follower.replay();
  await until('the log is read', () => told.length >= least, { timeoutMs: 10_000 }).catch(() => undefined);
  return told;
}

function sumOf(followers: readonly LogFollower[], what: 'notRecovered' | 'reconnects'): number {
  return followers.reduce((sum, follower) => sum + follower[what], 0);
}

async function noticesOf(databaseUrl: string): Promise<Pick<SchoolOutcome, 'unsettled' | 'approaches'>> {
  const approaches: Record<string, number> = {};
  let unsettled = 0;
  for (const { kind, reason } of await readRows(databaseUrl, 'select kind, reason from guardian_notices')) {
    if (reason === 'sending') unsettled += 1;
    if (kind === 'approaching') approaches[String(reason)] = (approaches[String(reason)] ?? 0) + 1;
  }
  return { unsettled, approaches };
}
