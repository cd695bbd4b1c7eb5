// `waycast start`, as an operator runs it: by itself or, with WORKERS, as several processes.
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/fixtures/processes.ts';

const port = await freePort();
const program = fileURLToPath(new URL('../../packages/cli/bin/waycast.js', import.meta.url));
const child = spawn(program, ['start'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
    GPS_MIN_INTERVAL: '0',
    GPS_RATE_LIMIT_MAX: '0',
    COMMANDS_PER_SECOND: '0',
    COMMANDS_PER_SECOND_PER_SUBJECT: '0',
    MAX_CONNECTIONS_PER_ADDRESS: '0',
    MAX_CONNECTIONS_PER_SUBJECT: '0',
    MAX_HANDSHAKES_PER_ADDRESS: '0',
    ...process.env,
  },
});
child.once('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => child.kill('SIGTERM'));

// The port answers once the first worker serves; the others start beside it.
while (!(await serves())) await setTimeout(100);
process.stdout.write(`listening ${port}\n`);

async function serves(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
  return answer?.ok ?? false;
}
