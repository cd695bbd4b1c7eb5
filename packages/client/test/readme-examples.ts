// The examples of README.md, in its order and word for word: readme.test.ts compares them, the compiler checks them.
import { createConnection, createMemoryFixQueue, createReporter } from '@waycast/client';

export async function examples() {
  const connection = createConnection({ url: 'http://localhost:3000', token: 'a JWT' });
  connection.connect();

  const bus = connection.trackVehicle('bus-7', (location, { snapshot }) => {
    if (location === null) console.log('bus-7 has never reported');
    else console.log(snapshot ? 'last seen' : 'now', location.latitude, location.longitude, location.status);
  });

  const stop = connection.onState((state) => {
    if (state.phase === 'waiting') console.log('next attempt at', new Date(state.retryAt), state.reason.code);
    if (state.phase === 'closed' && state.reason !== null) console.log('over:', state.reason.message);
  });

  const fleet = connection.trackFleet({ bbox: [-8.7, 52.6, -8.5, 52.7], tickMs: 100 }, (updates) => {
    for (const { vehicleId, latitude, longitude } of updates) console.log(vehicleId, latitude, longitude);
  });
  fleet.setBox([-8.8, 52.5, -8.4, 52.8]);

  const arrivals = connection.subscribe('geofence:bus-7', {
    event: ({ stopName, action }, { offset }) => console.log(offset, stopName, action),
    recovered: (recovered, snapshot) => recovered || console.log('some were missed; continue from', snapshot),
    onError: (error) => console.log(error.code, error.message),
  });
  // Kept somewhere, this continues tomorrow: connection.subscribe('geofence:bus-7', …, { since })
  const since = arrivals.position;

  const { serverTime } = await connection.call('heartbeat', { latitude: 52.66, longitude: -8.63 });
  const { broadcast } = await connection.report({
    vehicleId: 'bus-7',
    latitude: 52.66,
    longitude: -8.63,
    speed: 8.3,
  });

  const { items, nextCursor } = await connection.http.history(
    { id: 'bus-7' },
    { from: '2026-05-04T00:00:00Z', limit: 500 },
  );
  const gpx = await connection.http.history({ id: 'bus-7' }, { format: 'gpx' });
  await connection.http.createGrant({ subject: 'anna', vehicleId: 'bus-7' });

  const reporter = createReporter({
    url: 'https://waycast.example.com',
    token: async () => (await fetch('/token')).text(),
    queue: createMemoryFixQueue(10_000),
  });
  reporter.onStatus(({ queued, error }) => console.log(queued, 'waiting', error?.code));
  reporter.onRejected((rejected) => console.log('refused for good', rejected));
  await reporter.report({ vehicleId: 'bus-7', latitude: 52.66, longitude: -8.63 });

  return { bus, stop, fleet, since, serverTime, broadcast, items, nextCursor, gpx, reporter };
}
