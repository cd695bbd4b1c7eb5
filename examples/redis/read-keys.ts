// Reads what Waycast keeps in Redis: the last position of a vehicle, its last hour, and who is connected.
import { createClient } from '@redis/client';

// biome-ignore lint/style/noProcessEnv: a script of its own takes its settings from there
const { REDIS_URL: url = 'redis://localhost:6379' } = process.env;
const vehicleId = process.argv[2] ?? 'bus-7';

const redis = await createClient({ url }).connect();

const last = await redis.get(`location:current:vehicle:${vehicleId}`);
if (last === null)
  console.log(`${vehicleId} has not reported for GPS_CACHE_TTL seconds; ask the HTTP interface.`);
else {
  const { latitude, longitude, status, timestamp } = JSON.parse(last);
  console.log(`${vehicleId} was at ${latitude}, ${longitude} at ${timestamp} and is ${status}.`);
}

const hourAgo = Date.now() - 3_600_000;
const recent = await redis.zRangeByScore(`gps:location:${vehicleId}`, hourAgo, '+inf');
console.log(`Fixes in the last hour: ${recent.length}`);

const [drivers, users] = await Promise.all([
  redis.sMembers('active_drivers'),
  redis.sMembers('active_users'),
]);
console.log(`Connected drivers: ${drivers.join(', ') || 'none'}`);
console.log(`Connected users: ${users.join(', ') || 'none'}`);

await redis.close();
