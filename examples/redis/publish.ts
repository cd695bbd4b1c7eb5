// Reports a position and a message to all drivers with nothing but PUBLISH, as scripts of older systems do.
import { createClient } from '@redis/client';

// biome-ignore lint/style/noProcessEnv: a script of its own takes its settings from there
const { REDIS_URL: url = 'redis://localhost:6379' } = process.env;
const vehicleId = process.argv[2] ?? 'bus-7';

const redis = await createClient({ url }).connect();

const position = {
  vehicleId,
  latitude: 52.6638,
  longitude: -8.6267,
  accuracy: 5,
  status: 'ONLINE',
  timestamp: new Date().toISOString(),
};
await redis.publish(`transport:location:${vehicleId}`, JSON.stringify(position));

const message = { type: 'notice', text: 'Main Street is closed' };
await redis.publish('drivers_channel', JSON.stringify({ type: message.type, message }));

console.log(
  `Published ${vehicleId} at ${position.latitude}, ${position.longitude}, and "${message.text}" to all drivers.`,
);
await redis.close();
