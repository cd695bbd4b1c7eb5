// One server of a campaign. It announces to all users while told to, and says which announcements were acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import { createWaycast, fromEnv } from '@waycast/server';
import type { ServerOrder, ServerReport } from './messages.ts';

const [name = 'server', announceEveryMs = '200'] = process.argv.slice(2);
const waycast = await createWaycast({
  host: '127.0.0.1',
  commandsPerSecond: 0,
  commandsPerSecondPerSubject: 0,
  maxConnectionsPerAddress: 0,
  maxConnectionsPerSubject: 0,
  maxHandshakesPerAddress: 0,
  gpsRateLimitMax: 0,
  ...fromEnv(),
});
let announcing = false;
let announced = 0;

function tell(report: ServerReport): void {
  process.send?.(report);
}

async function announce(): Promise<void> {
  while (announcing) {
    announced += 1;
    const n = announced;
    await waycast.broadcastToAllUsers({ type: 'tick', publisher: name, n });
    tell({ kind: 'acknowledged', n });
    await sleep(Number(announceEveryMs));
  }
  tell({ kind: 'quiet' });
}

process.on('message', (order: ServerOrder) => {
  if (order === 'quiet') announcing = false;
  else if (!announcing) {
    announcing = true;
    announce().catch((error) => {
      tell({ kind: 'failed', reason: String(error) });
      process.exit(1);
    });
  }
});
process.on('SIGTERM', () => {
  announcing = false;
  void waycast.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
tell({ kind: 'serving', url: waycast.url ?? '' });
