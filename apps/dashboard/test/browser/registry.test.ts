import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

let server: PageServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  ({ context, page } = await openPage(browser, WIDE));
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const choose = (name: string, text: string) =>
  page.getByLabel('File').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('an empty registry says what to do; a vehicle is added, found, renamed and removed', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.goto(`${server.url}/registry#token=${server.token}`);
  await page.getByText(/Vehicles appear here with their first position/).waitFor();
  await page.getByRole('button', { name: 'Add vehicle' }).click();
  await page.getByLabel('Vehicle id').fill('bus-7');
  await page.getByLabel('Name').fill('School bus 7');
  await page.getByLabel('Groups').fill('nowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('alert')
    .getByText(/there is no group nowhere/)
    .waitFor();
  await page.getByLabel('Groups').fill('');
  await page.getByLabel('Speed limit').fill('80');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('/');
  await page.keyboard.type('school');
  await page.getByText('1 vehicle found').waitFor();
  await page.waitForURL(/\?q=school$/);
  await page.getByRole('button', { name: /School bus 7/ }).click();
  await page.waitForURL(/id=bus-7/);
  await page.getByLabel('Name').fill('Bus seven');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.getByRole('button', { name: /Bus seven/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Really remove this vehicle?' }).click();
  await page.getByText('0 vehicles').waitFor();
});

test('a file is checked before it is entered, and an export is what was imported', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.getByRole('button', { name: 'Import' }).click();
  await choose('wrong.csv', 'vehicleId,name,speedLimitMps\nv-1,One,fast\n');
  await page.getByText('1 mistake in 1 row; nothing was entered.').waitFor();
  await page.getByText('Line 2, speedLimitMps').waitFor();
  const rows = Array.from({ length: 1200 }, (_, n) => `v-${String(n).padStart(4, '0')},"Van ${n}, white"`);
  await choose('right.csv', `vehicleId,name\n${rows.join('\n')}\n`);
  await page.getByText(/1,200 will be created/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByText(/1,200 were created/).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('1,200 vehicles').waitFor();

  const list = page.getByRole('region', { name: 'Vehicles' });
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
  await list.locator('ul').evaluate((element) => {
    element.parentElement?.scrollTo(0, 1e9);
  });
  await page.getByText('Van 499, white').waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await readFile(await (await downloading).path(), 'utf8');
  expect(file).toContain('v-0007,"Van 7, white"');
  expect(file.split('\r\n')).toHaveLength(1202);
});

test('live vehicles are called by their names', { timeout: 2 * PATIENCE_MS }, async () => {
  await server.report({ vehicleId: 'v-0007', latitude: 52.66, longitude: -8.63 });
  await page.goto(`${server.url}/`);
  await page.getByRole('option', { name: /Van 7, white/ }).click();
  await page.getByRole('heading', { name: /Van 7, white.*v-0007/s }).waitFor();
});

test('a limit that is shown rounded stays as it is when only the time zone is changed', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const headers = { authorization: `Bearer ${server.tokenFor('admin')}`, 'content-type': 'application/json' };
  const tenant = (init: RequestInit = {}) => fetch(`${server.url}/api/tenant`, { ...init, headers });
  // 30 mph.
  await tenant({ method: 'PATCH', body: JSON.stringify({ speedLimitMps: 13.4112 }) });
  const admin = await context.newPage();
  await admin.goto(`${server.url}/registry?tab=settings#token=${server.tokenFor('admin')}`);
  expect(await admin.getByLabel('Speed limit').inputValue()).toBe('48.3');
  await admin.getByLabel('Time zone').fill('Europe/London');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Saved.').waitFor();
  await admin.close();
  expect(await (await tenant()).json()).toMatchObject({ timeZone: 'Europe/London', speedLimitMps: 13.4112 });
});

test('admins set the time zone, on a phone too; others see it', { timeout: 2 * PATIENCE_MS }, async () => {
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${server.url}/registry?tab=settings#token=${server.tokenFor('admin')}`);
  await phone.getByLabel('Time zone').fill('Europe/Dublin');
  await phone.getByLabel('Speed limit').fill('100');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Saved.').waitFor();
  for (const tab of ['settings', 'vehicles', 'groups']) {
    await phone.goto(`${server.url}/registry?tab=${tab}`);
    await phone.getByRole('heading', { name: 'Registry' }).waitFor();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await phone.locator('nav [aria-current=page]').count()).toBe(1);
  }
  await phone.close();
  await page.goto(`${server.url}/registry?tab=settings`);
  await page.getByText('Only admins may change these.').waitFor();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Dublin');
});
