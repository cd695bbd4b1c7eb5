import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

const SOURCE = readFileSync(new URL('../public/push-worker.js', import.meta.url), 'utf8');

/** The browser's side of a service worker, as far as this one uses it. */
function openWorker(openPages: readonly string[] = []) {
  const listeners = new Map<string, (event: object) => void>();
  const shown: string[] = [];
  const opened: string[] = [];
  const kept = new Map<string, Response>();
  const cache = {
    match: async (key: string) => kept.get(key)?.clone(),
    put: async (key: string, response: Response) => void kept.set(key, response),
  };
  const focusing = (url: string) => ({ url, focus: async () => void opened.push(`focused ${url}`) });
  const self = {
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    location: { origin: 'https://school.example' },
    caches: { open: async () => cache },
    registration: { showNotification: async (title: string) => void shown.push(title) },
    clients: {
      matchAll: async () => openPages.map(focusing),
      openWindow: async (url: string) => void opened.push(`opened ${url}`),
    },
  };
  runInNewContext(SOURCE, { self, Response, URL });
  const fire = async (name: string, more: object): Promise<void> => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(name)?.({ ...more, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  return {
    shown,
    opened,
    push: (alertId: string) =>
      fire('push', { data: { json: () => ({ alertId, title: alertId, at: '2026-05-04T07:00:00Z' }) } }),
    tap: (url: string) =>
      fire('notificationclick', { notification: { close: () => undefined, data: { url } } }),
  };
}

it('shows a message once, however often it is sent, and two that come at once both', async () => {
  const worker = openWorker();
  await Promise.all([worker.push('a'), worker.push('b'), worker.push('a')]);
  await worker.push('b');
  expect(worker.shown).toEqual(['a', 'b']);
});

it('remembers the latest hundred', async () => {
  const worker = openWorker();
  for (let n = 0; n <= 100; n++) await worker.push(`m-${n}`);
  await worker.push('m-1');
  await worker.push('m-0');
  expect(worker.shown.slice(100)).toEqual(['m-100', 'm-0']);
});

it.each([
  [
    ['https://school.example/school/guardian?child=ann'],
    '/school/guardian',
    'focused https://school.example/school/guardian?child=ann',
  ],
  [
    ['https://school.example/school/guardians'],
    '/school/guardian',
    'opened https://school.example/school/guardian',
  ],
  [['https://school.example/a?x=1'], '/a?x=2', 'opened https://school.example/a?x=2'],
])('with %j open a tap on a message of %s: %s', async (pages, url, expected) => {
  const worker = openWorker(pages);
  await worker.tap(url);
  expect(worker.opened).toEqual([expected]);
});

it('opens no page of anybody else', async () => {
  const worker = openWorker();
  await worker.tap('https://elsewhere.example/school/guardian');
  expect(worker.opened).toEqual([]);
});
