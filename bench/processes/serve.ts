import { createWaycast, fromEnv, type WaycastOptions } from '@waycast/server';

/** Starts a server without limits, as the environment says and with `more`, until SIGTERM; prints `listening PORT`. */
export async function serve(more: WaycastOptions = {}): Promise<void> {
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    logLevel: 'warn',
    gpsMinInterval: 0,
    gpsRateLimitMax: 0,
    commandsPerSecond: 0,
    commandsPerSecondPerSubject: 0,
    maxConnectionsPerAddress: 0,
    maxConnectionsPerSubject: 0,
    maxHandshakesPerAddress: 0,
    ...fromEnv(),
    ...more,
  });
  process.on('SIGTERM', () => void waycast.close().then(() => process.exit(0)));
  process.stdout.write(`listening ${new URL(waycast.url ?? '').port}\n`);
}
