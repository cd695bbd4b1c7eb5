import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type OpenPage, openPage, PATIENCE_MS, PHONE, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';
import { CENTER, type RoadsWorld, seedRoads } from './roads-world.ts';

// A real server with a town of roads, of which something is known.

let server: PageServer;
let world: RoadsWorld;
let browser: Browser;

beforeAll(async () => {
  const databaseUrl = await freshDatabase();
  [server, browser] = await Promise.all([servePages({ databaseUrl }), launchChromium()]);
  world = await seedRoads(server, databaseUrl);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const HERE = `at=${CENTER.latitude},${CENTER.longitude},16`;

async function open(query: string, device = WIDE): Promise<OpenPage> {
  const opened = await openPage(browser, device);
  await opened.page.goto(`${server.url}/roads?${query}#token=${server.token}`);
  return opened;
}

/** How many roads of a quality the legend counts. */
async function counted(page: Page, word: string): Promise<number> {
  const row = page.getByRole('region', { name: 'Quality of the roads in view' }).getByRole('listitem');
  return Number((await row.filter({ hasText: word }).locator('b').innerText()).replaceAll(',', ''));
}

test('the roughest road in view is listed, opens with what is known of it, and closes by Escape', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const { page, complaints, context } = await open(HERE);
  const first = page.getByRole('region', { name: 'Roughest in view' }).getByRole('button').first();
  await first.filter({ hasText: world.worst.name }).waitFor();
  expect(await counted(page, 'Bad')).toBeGreaterThan(0);
  // By the keyboard alone.
  await first.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: world.worst.name, exact: true });
  await panel.getByText('5.00 m/s² (4.60–5.50)').waitFor();
  await panel.getByText('getting worse, 0.30 m/s² a month').waitFor();
  await panel.getByRole('img', { name: /^Roughness by hour: \d+ hours, from 4\.\d\d to / }).waitFor();
  await panel.getByRole('button', { name: 'Days' }).click();
  await panel.getByRole('img', { name: /^Roughness by day/ }).waitFor();
  expect(page.url()).toContain(`segment=${encodeURIComponent(world.worst.segmentId)}`);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is not sure enough is left out, and the address says so', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const { page, context } = await open(HERE);
  await page.getByRole('region', { name: 'Roughest in view' }).getByRole('button').first().waitFor();
  const all = await counted(page, 'Good');
  await page.getByRole('slider', { name: 'At least this sure' }).fill('75');
  await page.waitForURL(/sure=75/);
  expect(await counted(page, 'Unknown')).toBe(0);
  expect(await counted(page, 'Good')).toBeLessThan(all);
  await context.close();
});

test('a hazard is reported on a phone, and confirmed and dismissed by others', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const { page, complaints, context } = await open(HERE, PHONE);
  await page.getByRole('button', { name: 'Report a hazard' }).click();
  await page.getByRole('radio', { name: 'Ice' }).check();
  await page.getByLabel('Note').fill('Under the bridge');
  await page.getByRole('button', { name: 'Report it' }).click();
  const panel = page.getByRole('region', { name: 'Ice', exact: true });
  await panel.getByText('Under the bridge').waitFor();
  await panel.getByText('1 says so').waitFor();
  const [id = ''] = /(?<=hazard=)[^&#]+/.exec(page.url()) ?? [];
  await world.ask(server.tokenFor('viewer', { sub: 'mum' }), 'POST', `/api/roads/hazards/${id}/confirm`);
  await panel.getByRole('button', { name: 'It is gone' }).click();
  await panel.getByText(/1 says so, 1 says it is gone/).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('the region in the middle counts who is there', { timeout: 2 * PATIENCE_MS }, async () => {
  const { page, context } = await open(HERE);
  await page.getByText(/Region \w{6} in the middle · 0 phones are there/).waitFor();
  await context.close();
});

test('an empty tenant is told what to do', { timeout: 2 * PATIENCE_MS }, async () => {
  const opened = await openPage(browser, PHONE);
  const token = server.tokenFor('dispatcher', { sub: 'new' });
  await opened.page.goto(`${server.url}/roads?at=10,10,15#token=${token}`);
  await opened.page
    .getByText('Nothing is known here. Phones tell by POST /api/roads/observations.')
    .waitFor();
  await opened.page.getByText('None. “Report a hazard” warns everybody near it.').waitFor();
  await opened.context.close();
});
