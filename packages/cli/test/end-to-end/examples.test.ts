import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createConnection } from '@waycast/client';
import { createServer } from 'vite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { exited, freePort, waitForLine } from '../../../../test/fixtures/processes.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';
import { SERVING, startServer } from './running-server.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const EXAMPLES = join(ROOT, 'examples');

async function serve(more: Record<string, string> = {}) {
  const cwd = temporaryFolderOfTest();
  const PORT = String(await freePort());
  const JWT_SECRET = 'test-secret-of-at-least-32-bytes-123';
  const env = {
    DATABASE_URL: await freshDatabase(),
    PORT,
    HOST: '127.0.0.1',
    JWT_SECRET,
    LOG_LEVEL: 'error',
    ...more,
  };
  await startServer('start', SERVING, { cwd, env });
  const url = `http://127.0.0.1:${PORT}`;
  async function tokenOf(subject: string, role: string): Promise<string> {
    const { stdout } = await runWaycast(['token', '--subject', subject, '--role', role], { cwd, env });
    return stdout.trim();
  }
  const token = await tokenOf('olga', 'dispatcher');
  let offset = 0;
  async function report(latitude: number): Promise<void> {
    const response = await fetch(`${url}/api/tracking/location`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        vehicleId: 'bus-1',
        latitude,
        longitude: -16.4,
        timestamp: Date.now() - 60_000 + offset++,
      }),
    });
    expect(response.status).toBe(202);
  }
  return { url, token, tokenOf, report };
}

/** Runs an example as its first line says, with the server and the token it is to use. */
function run(command: string, args: readonly string[], server: { url: string; token: string }) {
  const env = { PATH: process.env.PATH, URL: server.url, TOKEN: server.token };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited(child);
  });
  return child;
}

/** What an example that ends by itself printed. */
async function outputOf(child: ReturnType<typeof run>): Promise<string> {
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
  return output;
}

describe('the examples run', () => {
  test('curl.sh', async () => {
    const output = await outputOf(run('sh', [join(EXAMPLES, 'curl.sh')], await serve()));
    expect(output).toMatch(
      /^Report:\n\{"accepted":true,"broadcast":true.*\}\nLast position:\n\{"vehicleId":"bus-7","latitude":48\.1951,/,
    );
    expect(output).toMatch(/History as CSV:\nvehicleId,time,.*\r?\nbus-7,.*48\.1951,-16\.4016/);
  });

  test('sse.sh', async () => {
    const server = await serve();
    await server.report(48.1);
    const child = run('sh', [join(EXAMPLES, 'sse.sh'), 'bus-1'], server);
    expect(await waitForLine(child, /^data: .*48\.1/)).toContain('"vehicleId":"bus-1"');
    const next = waitForLine(child, /^data: .*48\.2/);
    await server.report(48.2);
    await next;
  });

  test('socketio.ts', async () => {
    const server = await serve();
    await server.report(48.1);
    const child = run(process.execPath, [join(EXAMPLES, 'socketio.ts'), 'bus-1'], server);
    const live = waitForLine(child, / {2}48\.2, -16\.4 {2}ONLINE$/);
    expect(await waitForLine(child, /^Following bus-1, last seen \d{4}-/)).toBeTruthy();
    await server.report(48.2);
    await live;
  });

  test('conversation.ts', async () => {
    const server = await serve();
    const [rita, agnes] = [
      await server.tokenOf('rita', 'customer'),
      createConnection({ url: server.url, token: await server.tokenOf('agnes', 'agent') }).http,
    ];
    const args = ['-C', 'waycast-source', join(EXAMPLES, 'conversation.ts'), 'Where is my umbrella?'];
    const child = run(process.execPath, args, { url: server.url, token: rita });
    const said = waitForLine(child, /^Rita: Where is my umbrella\?$/);
    const answered = waitForLine(child, /^agnes: The driver has it\.$/);
    const opened = await waitForLine(child, /^Conversation /);
    await said;
    const params = { id: opened.slice('Conversation '.length) };
    await agnes.sendMessage(params, { clientId: 'a-1', body: 'The driver has it.' });
    await answered;
  });

  test('roads.sh', async () => {
    const server = await serve();
    const token = await server.tokenOf('phone-1', 'driver');
    const output = await outputOf(run('sh', [join(EXAMPLES, 'roads.sh')], { url: server.url, token }));
    expect(output).toMatch(
      /^Observe:\n\{"accepted":1,"repeated":0,"rejected":\[\]\}\nReport a hazard:\n\{"hazardId":/,
    );
    expect(output).toMatch(/Hazards around:\n\{"items":\[\{.*"type":"POTHOLE".*"note":"Right lane"/);
    expect(output).toMatch(
      /some seconds later:\n\{"type":"FeatureCollection".*"roughness":1\.8\b.*"devices":1/,
    );
  });

  test('react', async () => {
    const port = await freePort();
    const page = await createServer({
      root: join(EXAMPLES, 'react'),
      cacheDir: temporaryFolderOfTest(),
      logLevel: 'error',
      server: { port, strictPort: true, host: '127.0.0.1' },
    });
    onTestFinished(() => page.close());
    await page.listen();
    const server = await serve({ SOCKET_IO_CORS_ORIGIN: `http://127.0.0.1:${port}` });
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const tab = await browser.newPage();
    await tab.goto(
      `http://127.0.0.1:${port}/?${new URLSearchParams({ url: server.url, token: server.token })}`,
    );
    await tab.getByText('bus-1 has not reported yet.').waitFor();
    await server.report(48.1234);
    await tab.getByText('bus-1 is at 48.1234, -16.4000 (ONLINE)').waitFor();
  }, 90_000);
});
