import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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
  const still = Array.from({ length: 30 }, (_, second) => ({
    ...fixAt(0),
    timestamp: begun + second * 1000,
  }));
  const strayed = still.map((fix, second) => (second === 15 ? { ...fix, latitude: 52.7 } : fix));
  await server.report(...strayed.map((fix) => ({ ...fix, vehicleId: 'bus-2' })));
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

function fixesInGeoJson(collection: { features: { geometry: { coordinates: unknown[] } }[] }): number {
  return collection.features.reduce((sum, { geometry }) => sum + geometry.coordinates.length, 0);
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

test('the day is saved with every fix, in each format', { timeout: 3 * PATIENCE_MS }, async () => {
  for (const [words, countIn] of [
    ['GPX', (text: string) => text.match(/<trkpt/g)?.length],
    ['GeoJSON', (text: string) => fixesInGeoJson(JSON.parse(text))],
    ['KML', (text: string) => text.match(/<gx:coord>/g)?.length],
    ['CSV', (text: string) => text.match(/^bus-1,/gm)?.length],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click();
    const item = page.getByRole('menuitem', { name: words, exact: true });
    const [download] = await Promise.all([page.waitForEvent('download'), item.click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^bus-1-[\\d-]{10}\\.${words.toLowerCase()}$`));
    const text = await readFile(await download.path(), 'utf8');
    expect([words, countIn(text)]).toEqual([words, 100]);
  }
});

test('reports tell the day of each vehicle, and are saved as a file', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.goto(`${server.url}/reports#token=${server.token}`);
  const row = page.getByRole('row').filter({ hasText: 'bus-1' });
  await row.waitFor();
  const heads = await page.getByRole('columnheader').allTextContents();
  const cells = await row.getByRole('cell').allTextContents();
  const shown = Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
  expect(shown).toMatchObject({ Vehicle: 'bus-1', 'Too fast': '1', Positions: '100', Ignored: '0' });
  const save = page.getByRole('button', { name: 'CSV' });
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  expect(download.suggestedFilename()).toMatch(/^summary-.*\.csv$/);
  expect(await readFile(await download.path(), 'utf8')).toMatch(/^bus-1,/m);
  await page.getByRole('radio', { name: 'Stops' }).click();
  await page.waitForURL(/kind=stops/);
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

test('a position that is not believed is off the way, and says why', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const strayedAt = begun + 15_000;
  await vi.waitFor(
    async () => {
      const headers = { authorization: `Bearer ${server.token}` };
      const path = `/api/tracking/vehicles/bus-2/fixes/${strayedAt}/verdict`;
      const answer = await fetch(`${server.url}${path}`, { headers });
      expect(await answer.json()).toMatchObject({ verdict: 'ignored' });
    },
    { timeout: PATIENCE_MS },
  );
  await page.goto(`${server.url}/vehicles/bus-2/playback#token=${server.token}`);
  await page.getByRole('button', { name: '1 position not believed' }).click();
  const why = page.getByRole('region', { name: 'Not believed' });
  await why
    .getByText(/No vehicle gets there and away again: from the fix before \d+(\.\d+)? m in 1 s/)
    .waitFor();
  await page.getByText('0 m · 30 positions, 1 not believed').waitFor();
});
