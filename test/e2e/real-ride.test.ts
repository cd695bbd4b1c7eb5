import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { SERVING, startServer } from '../../packages/cli/test/end-to-end/running-server.ts';
import { runWaycast } from '../../packages/cli/test/run-waycast.ts';
import { temporaryFolderOfTest } from '../../packages/cli/test/temporary-folder.ts';
import { freshDatabase } from '../fixtures/database.ts';
import { freePort } from '../fixtures/processes.ts';

const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../shared/data');
const RIDE = join(DATA, 'limerick-304/ride.gpx');
const LAST = '2019-02-18T09:00:26.000Z';

interface Seen {
  readonly who: string;
  readonly last: Promise<{ latitude: number; longitude: number }>;
}

/** Resolves with the position of the ride's last fix once the follower has it. */
function untilLast(
  listen: (take: (location: { timestamp: string; latitude: number; longitude: number }) => void) => void,
) {
  return new Promise<{ latitude: number; longitude: number }>((resolve) => {
    listen(({ timestamp, latitude, longitude }) => {
      if (timestamp === LAST) resolve({ latitude, longitude });
    });
  });
}

async function follow(url: string, token: string): Promise<Seen[]> {
  const socket = io(url, { auth: { token }, transports: ['websocket'] });
  onTestFinished(() => void socket.close());
  const bySocketIo = untilLast((take) => socket.on('location:update', take));
  await socket.emitWithAck('track:vehicle', 'ride');

  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`);
  onTestFinished(() => ws.close());
  const tracked = new Promise<void>((resolve) => {
    ws.addEventListener('message', ({ data }) => JSON.parse(data).type === 'ack' && resolve());
  });
  const byWebSocket = untilLast((take) => {
    ws.addEventListener(
      'message',
      ({ data }) => JSON.parse(data).type === 'location:update' && take(JSON.parse(data)),
    );
  });
  await new Promise((resolve) => ws.addEventListener('open', resolve));
  ws.send(JSON.stringify({ type: 'track:vehicle', id: 1, vehicleId: 'ride' }));
  await tracked;
  return [
    { who: 'socket.io-client', last: bySocketIo },
    { who: 'WebSocket', last: byWebSocket },
    await byStream(url, token),
  ];
}

async function byStream(url: string, token: string): Promise<Seen> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const stream = await fetch(`${url}/api/stream?topics=vehicle:ride&token=${token}`, {
    signal: abort.signal,
  });
  const last = untilLast((take) => {
    readStream(stream, take).catch((error) => {
      if (!abort.signal.aborted) throw error;
    });
  });
  return { who: 'Server-Sent Events', last };
}

async function readStream(stream: Response, take: (location: never) => void): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (event.includes('event: location:update') && data !== undefined) take(JSON.parse(data) as never);
    }
  }
}

/** Coordinates and times of a track, as numbers, so that `52.6291510` equals `52.629151`. */
function pointsOf(gpx: string): string[] {
  const points = gpx.matchAll(/<trkpt lat="([^"]+)" lon="([^"]+)">.*?<time>([^<]+)<\/time>/gs);
  return Array.from(
    points,
    ([, lat, lon, time]) => `${Number(lat)} ${Number(lon)} ${new Date(time ?? '').toISOString()}`,
  );
}

test.skipIf(!existsSync(RIDE))(
  'a real ride reaches followers on every transport, is stored once, and comes back as it was (needs ../shared/data)',
  async () => {
    const cwd = temporaryFolderOfTest();
    const port = await freePort();
    const env = {
      DATABASE_URL: await freshDatabase(),
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      JWT_SECRET: 'test-secret-of-at-least-32-bytes-123',
    };
    await startServer('start', SERVING, { cwd, env });
    const url = `http://127.0.0.1:${port}`;
    const token = (
      await runWaycast(['token', '--subject', 'olga', '--role', 'dispatcher'], { cwd, env })
    ).stdout.trim();
    const followers = await follow(url, token);
    const replay = ['replay', RIDE, '--url', url, '--token', token, '--speed', 'max'];
    expect((await runWaycast(replay, { cwd, env })).code).toBe(0);

    const input = pointsOf(await readFile(RIDE, 'utf8'));
    expect(input).toHaveLength(2144);
    for (const { who, last } of followers) {
      const { latitude, longitude } = await last;
      expect(`${who}: ${latitude} ${longitude} ${LAST}`).toBe(`${who}: ${input.at(-1)}`);
    }
    const history = await fetch(`${url}/api/tracking/vehicles/ride/history?format=gpx`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(pointsOf(await history.text())).toEqual(input);
  },
);
