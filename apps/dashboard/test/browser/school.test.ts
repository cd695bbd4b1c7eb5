import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, PHONE, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';
import { routeSchool } from './school-answers.ts';
import { type SchoolWorld, schoolWorld, type WorldSize } from './school-world.ts';

// The server is a real one; what its routes of school transport answer is given, so that the morning stands still.

let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Opened {
  readonly world: SchoolWorld;
  readonly page: Page;
  readonly context: BrowserContext;
}

async function open(path: string, role: string, size: WorldSize): Promise<Opened> {
  const world = schoolWorld(size, Date.now());
  world.roles = [role];
  const { context, page } = await openPage(browser, role === 'dispatcher' ? WIDE : PHONE);
  await routeSchool(context, world);
  await page.goto(`${server.url}${path}#token=${server.tokenFor(role)}`);
  return { world, page, context };
}

test('the board holds 300 trips, is walked by keys, and cancels a trip with its reason', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const { world, page, context } = await open('/school', 'dispatcher', { trips: 300 });
  await page.getByText('300 trips').waitFor();
  expect(await page.getByRole('option').count()).toBeLessThan(40);
  await page.getByText('An expected child did not board').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('bus-131');
  await page.getByText('1 of 300 trips').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/trip=trip-131/);
  await page.getByRole('list', { name: 'Stops' }).getByText('in 4 min (3–6)').waitFor();
  await page.getByRole('button', { name: 'Cancel trip' }).click();
  await page.getByLabel('Reason').fill('road closed by snow');
  await page.getByRole('button', { name: 'Cancel the trip' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(world.sent).toEqual([
    { what: 'POST /trips/trip-131/cancel', body: { reason: 'road closed by snow' } },
  ]);
  await page.goBack();
  await page.getByRole('region', { name: /^Trip Bus/ }).waitFor({ state: 'detached' });
  await page.goto(`${server.url}/school/trips/trip-1`);
  const told = page.getByRole('region', { name: 'Told to guardians' });
  await told.getByText('mary · not told: no device has notifications turned on').waitFor();
  await told.getByText('Why', { exact: true }).click();
  await told.getByText(/the bus was 1\.8 km from the stop/).waitFor();
  await context.close();
});

test('a pasted column becomes the times of a schedule; students are erased by their typed name', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const { world, page, context } = await open('/school/plan?tab=schedules&id=schedule-1', 'dispatcher', {
    trips: 2,
  });
  const first = page.getByLabel('William Street arrives');
  await first.evaluate((input) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', '8:00\n8:07\n8:15');
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(await page.getByLabel('Mill Lane arrives').inputValue()).toBe('08:15');
  await page.getByText('5 times are missing or out of order.').waitFor();

  await page.goto(`${server.url}/school/students?id=s-1`);
  await page.getByRole('button', { name: 'Erase …' }).click();
  const erase = page.getByRole('button', { name: 'Erase for good' });
  expect(await erase.isDisabled()).toBe(true);
  await page.getByLabel('Type “Ada Byrne 1” to erase').fill('Ada Byrne 1');
  await erase.click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(world.sent.at(-1)).toMatchObject({ what: 'DELETE /students/s-1' });
  await context.close();
});

test('a driver taps without a connection, after a reload too; it is sent with its time when there is one', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const { world, page, context } = await open('/school/driver', 'driver', { trips: 1 });
  for (const trip of world.trips) trip.driverId = 'olga';
  await page.reload();
  await page.getByRole('button', { name: /Bus 1 to school/ }).click();
  await page.getByRole('heading', { name: 'Castle Park' }).waitFor();
  world.away = true;
  await page.getByRole('button', { name: 'Jack Burke: on board' }).click();
  await page.getByText('1 to send').waitFor();
  await page.reload();
  await page.getByText('1 to send').waitFor();
  await page.getByText('4 on board').waitFor();
  world.away = false;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByText('All sent').waitFor();
  const [first] = world.sent;
  expect(first).toMatchObject({
    what: 'POST /trips/trip-1/boardings',
    body: { boardings: [{ studentId: 's-10', action: 'BOARDED', stopSequence: 4 }] },
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await context.close();
});

test('a guardian reads when the bus comes, from when it may be followed, and why nothing was told', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const { world, page, context } = await open('/school/guardian', 'viewer', { trips: 1 });
  const ada = page.getByRole('region', { name: 'Ada Byrne' });
  await ada.getByText('Castle Park · in 4 min (3–6)').waitFor();
  const ben = page.getByRole('region', { name: 'Ben Óg Kelly' });
  await ben.getByText('The bus can be followed from fifteen minutes before the trip starts.').waitFor();
  expect(await ben.getByRole('application').count()).toBe(0);
  await ben.getByRole('button', { name: 'Change' }).click();
  await ben.getByLabel('Metres before').fill('500');
  await ben.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => world.sent.length).toBe(1);
  expect(world.sent[0]?.body).toEqual({ seconds: null, metres: 500 });
  await page.getByRole('button', { name: 'Why was I told, or not?' }).click();
  await page.getByText(/Not told .*None of your devices/).waitFor();
  await page.getByText('Why', { exact: true }).click();
  await page.getByText('Wanted: 5 min before the bus is at the stop.').waitFor();
  await page
    .getByText(/^At \d\d:46:29 the bus was 1\.8 km from the stop, expected there at \d\d:52, at/)
    .waitFor();
  await context.close();
});
