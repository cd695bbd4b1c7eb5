import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

const METRES_PER_DEGREE = 111_195;
const HOME = { latitude: 52.66, longitude: -8.63 };

let server: PageServer;
let browser: Browser;
let page: Page;
/** The drive's first moment; all of it lies within two minutes, as no fix may be further ahead. */
let begun: number;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  await ask('PATCH', '/api/tenant', { speedLimitMps: 10 });
  const shape = { type: 'circle', center: HOME, radiusM: 200 };
  await ask('POST', '/api/geofences', { id: 'depot', name: 'Depot North', shape });
  begun = Date.now();
  await server.report(...Array.from({ length: 100 }, (_, second) => fixAt(second)));
  ({ page } = await openPage(browser, WIDE));
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function ask(method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${server.tokenFor('admin')}`, 'content-type': 'application/json' };
  const response = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(response.ok, await response.text()).toBe(true);
}

/** At home for half a minute, northwards at 15 m/s for another, and on at 8 m/s. */
function fixAt(second: number) {
  const metres = Math.min(Math.max(0, second - 30), 30) * 15 + Math.max(0, second - 60) * 8;
  const latitude = HOME.latitude + metres / METRES_PER_DEGREE;
  return { vehicleId: 'bus-1', ...HOME, latitude, timestamp: begun + second * 1000 };
}

const moment = () => page.getByRole('slider', { name: 'Moment' });

test('a day shows its events on the timeline, and goes to the one that is chosen', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.goto(`${server.url}/vehicles/bus-1/playback#token=${server.token}`);
  await page.getByRole('button', { name: /^In Depot North for/ }).waitFor();
  const fast = page.getByRole('button', { name: /^Up to 5[34] km\/h where 36 km\/h are allowed, for/ });
  await fast.click();
  const offset = Number(await moment().inputValue()) - begun;
  expect(offset).toBeGreaterThan(25_000);
  expect(offset).toBeLessThan(45_000);
});

test('a link to a moment opens at it, plays on from there, and stops', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.goto(`${server.url}/vehicles/bus-1/playback?at=${begun + 45_000}#token=${server.token}`);
  await moment().waitFor();
  // The slider moves in steps of a quarter of a minute.
  expect(Math.abs(Number(await moment().inputValue()) - begun - 45_000)).toBeLessThanOrEqual(15_000);
  await page.getByRole('button', { name: 'Play (Space)' }).click();
  await page.getByRole('button', { name: 'Play (Space)' }).waitFor();
  expect(Number(await moment().inputValue()) - begun).toBeGreaterThan(80_000);
});
