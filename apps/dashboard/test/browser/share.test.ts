import { createTown, destination } from '@waycast/geo';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { enterPlan } from '../../../../packages/server/test/school/trips/school-day.ts';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { type OpenPage, openPage, PATIENCE_MS, PHONE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

const CENTER = createTown().center;
const HOME = { ...destination(CENTER, 90, 2500), name: '12 William Street' };

let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  await server.report(
    ...Array.from({ length: 10 }, (_, n) => ({
      vehicleId: 'van-3',
      ...destination(CENTER, 90, n * 60),
      timestamp: new Date(Date.now() - (9 - n) * 15_000).toISOString(),
      accuracy: 5,
      speed: 4,
      heading: 90,
    })),
  );
}, 3 * PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const driverToken = (name: string): string =>
  server.tokenFor('driver', { sub: name, vehicles: [`cab-${name}`] });

async function api(
  method: string,
  path: string,
  body?: unknown,
  token = server.token,
): Promise<Record<string, string>> {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? {} : JSON.parse(text);
}

const makeShare = (more: object = {}) =>
  api('POST', '/api/shares', { kind: 'vehicle', vehicleId: 'van-3', label: 'Your parcel', ...more });

async function open(url: string | undefined): Promise<OpenPage> {
  const opened = await openPage(browser, PHONE);
  onTestFinished(() => opened.context.close());
  await opened.page.goto(url ?? '');
  return opened;
}

test('a link shows where it is and when it comes, and moves along', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const { url, token } = await makeShare({ destination: HOME, trailFrom: Date.now() - 3_600_000 });
  const { page, requested, complaints } = await open(url);
  await page.getByRole('heading', { name: 'Your parcel' }).waitFor();
  await page.getByText('To 12 William Street').waitFor();
  await page.getByText(/^(In|Within) \d+.* min$/).waitFor();
  await page.getByText(/km\/h · \d+ s ago/).waitFor();
  await page.getByRole('img', { name: 'Destination' }).waitFor();
  await page.waitForFunction(() => performance.getEntriesByName('waycast.map').length > 0);
  await server.report({
    vehicleId: 'van-3',
    ...destination(CENTER, 90, 700),
    timestamp: new Date().toISOString(),
    accuracy: 5,
    speed: 20,
    heading: 90,
  });
  await page.getByText(/72 km\/h/).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(
    requested.filter((address) => address.includes(token ?? '?')).filter((one) => !one.includes('#')),
  ).toEqual([]);
  expect(requested.filter((one) => /vehicle-detail|fleet-screen|sign-in/.test(one))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a link of an order says how far the ride is, with whichever driver, and ends with it', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const [gate, station] = [destination(CENTER, 10, 200), destination(CENTER, 100, 1500)];
  const places = { pickup: { ...gate, name: 'Castle gate' }, dropoff: { ...station, name: 'the station' } };
  const { orderId } = await api('POST', '/api/orders', places);
  const { url } = await api('POST', '/api/shares', { kind: 'order', orderId });
  const { page, context, complaints } = await open(url);
  const step = (name: string, verb: string): Promise<unknown> =>
    api('POST', `/api/orders/${orderId}/${verb}`, {}, driverToken(name));
  const drive = (name: string, from: number, to: number): Promise<void> =>
    server.report(
      ...[from, (from + to) / 2, to].map((away, n) => ({
        vehicleId: `cab-${name}`,
        ...destination(CENTER, 10, away),
        timestamp: new Date(Date.now() - (2 - n) * 10_000).toISOString(),
      })),
    );
  await page.getByText('Waiting for a driver').waitFor();
  await page.getByText('From Castle gate to the station').waitFor();
  await page.getByText(/^This link ends with the ride, at the latest/).waitFor();
  await page.getByRole('img', { name: 'Pick-up' }).waitFor();
  await context.setOffline(true);
  await page.getByText(/^No connection\. This is as of/).waitFor();
  await context.setOffline(false);
  await page.getByText(/^No connection\./).waitFor({ state: 'detached' });

  await drive('rose', 1400, 1200);
  await step('rose', 'accept');
  await page.getByText('The driver is on the way').waitFor();
  await page.getByText(/^1\.0 km to the pick-up$|min$/).waitFor();
  await step('rose', 'release');
  await page.getByText('Waiting for a driver').waitFor();
  expect(await page.getByText(/ago$/).count()).toBe(0);
  await drive('sam', 260, 210);
  await step('sam', 'accept');
  await page.getByText('At the pick-up', { exact: true }).waitFor();
  await step('sam', 'arrive');
  await page.getByText('The driver is at the pick-up').waitFor();
  await step('sam', 'start');
  await page.getByText('On the ride').waitFor();
  await page.getByRole('img', { name: 'Drop-off' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await step('sam', 'complete');
  await page.getByRole('heading', { name: 'This link has ended' }).waitFor();
  expect(await page.getByText('cab-sam').count()).toBe(0);
  expect(complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))).toEqual([]);
});

test('a link of a trip is made on its page, waits for its start, and ends with it', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const admin = server.tokenFor('admin');
  const ask = async (method: string, path: string, body?: unknown) => {
    const json = await api(method, `/api${path}`, body, admin);
    return { status: 'code' in json ? 400 : 200, json };
  };
  const { today } = await enterPlan(ask);
  const office = await open(`${server.url}/school/trips/${today}#token=${admin}`);
  await office.page.getByRole('button', { name: 'Share' }).click();
  await office.page.getByRole('button', { name: 'Make a link' }).click();
  const { page, complaints } = await open(
    (await office.page.getByText(/share#share_/).textContent()) ?? undefined,
  );
  await page.getByRole('heading', { name: 'A trip' }).waitFor();
  await page.getByText(/^Has not left yet; it is to leave /).waitFor();
  await page.getByText(/^This link ends with the trip, at the latest/).waitFor();
  await server.report({ vehicleId: 'bus-7', ...destination(CENTER, 10, 300) });
  await ask('POST', `/school/trips/${today}/start`);
  await page.getByText('On its way').waitFor();
  await page.getByText(/ago$/).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await ask('POST', `/school/trips/${today}/complete`);
  await page.getByRole('heading', { name: 'This link has ended' }).waitFor();
  expect(complaints).toEqual([]);
});

test('the page keeps search engines and referrers away', async () => {
  const response = await fetch(`${server.url}/share`, { headers: { accept: 'text/html' } });
  expect(response.headers.get('x-robots-tag')).toContain('noindex');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await response.text();
  expect(html).toContain('noindex');
  expect(html).not.toContain('manifest');
});

test('a link that is ended says so at once', { timeout: PATIENCE_MS }, async () => {
  const { url, shareId } = await makeShare();
  const { page } = await open(url);
  await page.getByRole('heading', { name: 'Your parcel' }).waitFor();
  await api('DELETE', `/api/shares/${shareId}`);
  await page.getByRole('heading', { name: 'This link was ended' }).waitFor();
  expect(await page.getByText('Your parcel').count()).toBe(0);
});

test('a link that expires, one that is cut off and one that never was say what they are', {
  timeout: PATIENCE_MS,
}, async () => {
  const { url } = await makeShare({ until: { time: Date.now() + 2_000 } });
  const { page } = await open(url);
  await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
  const cut = await open(url?.slice(0, -5));
  await cut.page.getByRole('heading', { name: 'This link is not complete' }).waitFor();
  const wrong = await open(`${server.url}/share#share_${'x'.repeat(32)}`);
  await wrong.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
});

test('without a connection the page says as of when it is, and goes on later', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const { url } = await makeShare();
  const { page, context } = await open(url);
  await page.getByText(/s ago|min ago/).waitFor();
  await context.setOffline(true);
  await page.getByText(/^No connection\. This is as of/).waitFor();
  await context.setOffline(false);
  await page.getByText(/^No connection\./).waitFor({ state: 'detached' });
});

test('in the dashboard a link is made, listed and ended', { timeout: 2 * PATIENCE_MS }, async () => {
  const { page } = await open(`${server.url}/vehicles/van-3#token=${server.token}`);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('textbox', { name: 'What viewers read' }).fill('For the museum');
  await page.getByRole('combobox', { name: 'Ends after' }).selectOption('1 hour');
  const destination = page.getByRole('textbox', { name: 'Destination' });
  await destination.fill('the museum');
  await page.getByText(/^Takes latitude and longitude/).waitFor();
  expect(await page.getByRole('button', { name: 'Make a link' }).isDisabled()).toBe(true);
  await destination.fill('52.6638, -8.6267');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByText(/\/share#share_/).innerText();
  expect(link.startsWith(`${server.url}/share#share_`)).toBe(true);
  await page.getByText('For the museum').waitFor();
  const headers = { authorization: `Bearer ${server.token}` };
  const listed = await (await fetch(`${server.url}/api/shares?vehicleId=van-3`, { headers })).json();
  const made = { label: 'For the museum', destination: { latitude: 52.6638, longitude: -8.6267 } };
  expect(listed).toMatchObject({ shares: expect.arrayContaining([expect.objectContaining(made)]) });
  const viewer = await open(link);
  await viewer.page.getByRole('heading', { name: 'For the museum' }).waitFor();
  await page.getByRole('button', { name: 'End the link For the museum' }).click();
  await viewer.page.getByRole('heading', { name: 'This link was ended' }).waitFor();
  await page.getByText('For the museum').waitFor({ state: 'detached' });
});
