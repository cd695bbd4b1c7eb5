import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTown, destination } from '@waycast/geo';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

const CENTER = createTown().center;

let server: PageServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let folder: string;
let complaints: readonly string[];

beforeAll(async () => {
  [server, browser, folder] = await Promise.all([
    servePages(),
    launchChromium(),
    mkdtemp(join(tmpdir(), 'waycast-geojson-')),
  ]);
  await server.report({ vehicleId: 'bus-1', ...CENTER, timestamp: new Date().toISOString() });
  ({ context, page, complaints } = await openPage(browser, WIDE));
  await page.goto(`${server.url}/geofences#token=${server.token}`);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const fences = () => page.getByRole('list', { name: 'Fences' }).getByRole('button');

test('a file brings fences, and says what is wrong with another', { timeout: PATIENCE_MS }, async () => {
  await page.getByText('0 fences').waitFor();
  const point = (id: string, properties: object) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [CENTER.longitude, CENTER.latitude] },
    properties,
  });
  const [good, bad] = [join(folder, 'good.geojson'), join(folder, 'bad.geojson')];
  const { latitude, longitude } = destination(CENTER, 90, 600);
  const street = {
    type: 'Feature',
    id: 'street',
    geometry: {
      type: 'LineString',
      coordinates: [
        [CENTER.longitude, CENTER.latitude],
        [longitude, latitude],
      ],
    },
    properties: { name: 'Harbour Street', widthM: 60 },
  };
  const collection = {
    type: 'FeatureCollection',
    features: [point('depot', { name: 'Depot', radiusM: 150 }), street],
  };
  await writeFile(good, JSON.stringify(collection));
  await writeFile(bad, JSON.stringify(point('x', {})));
  await page.getByLabel('GeoJSON file').setInputFiles(bad);
  await page.getByRole('alert').getByText('a Point is a circle and takes properties.radiusM').waitFor();
  await page.getByLabel('GeoJSON file').setInputFiles(good);
  await page.getByText('2 taken over.').waitFor();
  expect(await fences().allInnerTexts()).toEqual([
    expect.stringMatching(/^Depot\s+Circle, 150 m$/),
    expect.stringMatching(/^Harbour Street\s+Corridor, 600 m long, 60 m wide$/),
  ]);
});

test('a file of all fences is saved, and what keeps it from being made is said', {
  timeout: PATIENCE_MS,
}, async () => {
  const button = page.getByRole('button', { name: 'Export GeoJSON' });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  expect(download.suggestedFilename()).toBe('geofences.geojson');
  const refusal = { code: 'invalid', status: 400, title: 'Invalid input', detail: 'not today' };
  await page.route('**/api/geofences.geojson', (route) =>
    route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
  );
  await button.click();
  await page.getByRole('alert').getByText('The file could not be made: not today').waitFor();
  await page.unroute('**/api/geofences.geojson');
});

test('a fence is opened by its address, renamed, and kept', { timeout: PATIENCE_MS }, async () => {
  await fences().first().click();
  await page.waitForURL(/fence=depot$/);
  await page.getByLabel('Name').fill('Roxboro depot');
  await page.getByLabel('Tell of a stay after, in minutes').fill('10');
  await page.getByLabel('Radius in metres').fill('180');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Roxboro depot').waitFor();
  await page.getByText('Circle, 180 m · stay 10 min').waitFor();
  expect(page.url()).not.toContain('fence=');
});

test('an area is drawn with clicks on the map', { timeout: 2 * PATIENCE_MS }, async () => {
  await page.waitForFunction(() => performance.getEntriesByName('waycast.map').length > 0);
  await page.getByRole('button', { name: 'Area' }).click();
  await page.getByLabel('Name').fill('Market');
  const save = page.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  const corners = [
    [700, 200],
    [900, 220],
    [880, 420],
    [700, 200],
  ] as const;
  for (const [x, y] of corners) {
    await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.click(x, y);
  }
  await expect.poll(() => save.isDisabled(), { timeout: PATIENCE_MS }).toBe(false);
  await save.click();
  await page.getByText(/^Area, 3 corners$/).waitFor();
});

test('what was refused of one fence is not said of the next', { timeout: 2 * PATIENCE_MS }, async () => {
  const refuse = { status: 400, contentType: 'application/json', body: '{}' };
  await page.route('**/api/geofences', (route) =>
    route.request().method() === 'POST' ? route.fulfill(refuse) : route.continue(),
  );
  await page.getByRole('button', { name: 'Circle', exact: true }).click();
  await page.getByLabel('Name').fill('Refused');
  const save = page.getByRole('button', { name: 'Save' });
  await page.mouse.move(1000, 500, { steps: 4 });
  await page.mouse.click(1000, 500);
  await expect.poll(() => save.isDisabled(), { timeout: PATIENCE_MS }).toBe(false);
  await save.click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.unroute('**/api/geofences');
  await page.getByRole('button', { name: 'Corridor', exact: true }).click();
  await page.getByRole('heading', { name: 'New corridor' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('the live map shows them, and hides them when asked', { timeout: PATIENCE_MS }, async () => {
  await page.getByRole('link', { name: 'Back to the map' }).click();
  const layer = page.getByRole('button', { name: 'Geofences', exact: true });
  await layer.click();
  expect(await layer.getAttribute('aria-pressed')).toBe('false');
  await layer.click();
  expect(await layer.getAttribute('aria-pressed')).toBe('true');
});

test('a phone has the same page, no wider than itself', { timeout: 2 * PATIENCE_MS }, async () => {
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${server.url}/geofences#token=${server.token}`);
  await phone.getByText('Roxboro depot').click();
  await phone.getByRole('button', { name: 'Remove' }).click();
  await phone.getByText('2 fences').waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.close();
});

test('nothing failed', () => {
  // What was refused is told by the browser too.
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
