import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, PHONE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

let server: PageServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  ({ context, page, complaints } = await openPage(browser, PHONE));
  await page.goto(`${server.url}/devices#token=${server.tokenFor('admin')}`);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const patient = { timeout: PATIENCE_MS };
const typed = (field: string) =>
  page.getByRole('tabpanel').locator('dl > div').filter({ hasText: field }).locator('code').textContent();

test(
  'a device is added, and its key is shown once, with a code and a link for each app',
  patient,
  async () => {
    await page.getByText('No device yet').waitFor();
    await page.getByRole('button', { name: 'Add a device' }).click();
    await page.getByLabel('Device', { exact: true }).fill('phone-7');
    await page.getByLabel('Vehicle', { exact: true }).fill('bus-7');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('dialog', { name: 'Set up phone-7' }).waitFor();
    await page.getByText('A phone cannot reach this address').waitFor();
    for (const [app, scheme] of [
      ['Traccar Client', 'org.traccar.client:'],
      ['OwnTracks', 'owntracks:'],
      ['Overland', 'overland:'],
    ] as const) {
      await page.getByRole('tab', { name: app }).click();
      await page.getByRole('img', { name: `Code that sets up ${app}` }).waitFor();
      const link = page.getByRole('link', { name: `Open ${app} on this device` });
      expect(await link.getAttribute('href')).toMatch(new RegExp(`^${scheme}`));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  },
);

test('what an app is told works, and the list says so', patient, async () => {
  await page.getByRole('tab', { name: 'GPSLogger' }).click();
  const [url, key] = [await typed('URL'), await typed('password')];
  const authorization = `Basic ${Buffer.from(`phone-7:${key?.trim()}`).toString('base64')}`;
  const report = (body: string) =>
    fetch(url?.trim() ?? '', { method: 'POST', headers: { authorization }, body });
  expect((await report('lat=52.66&longitude=-8.62&acc=5')).status).toBe(200);
  expect((await report('lat=0&longitude=0')).status).toBe(200);
  expect(await server.lastLatitude('bus-7')).toBe(52.66);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await page.getByRole('searchbox', { name: 'Search devices' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('tram');
  await page.getByText('None of 1 device matches “tram”').waitFor();
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.getByRole('button', { name: /phone-7.*1 position · 1 put aside/ }).click();
  await page.getByText('position 0,0 without an accuracy').waitFor();
  expect(await page.content()).not.toContain(key?.trim());
});

test('it gets another key, and goes', patient, async () => {
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('button', { name: 'Make a new key' }).click();
  await page.getByRole('dialog', { name: 'Set up phone-7' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^phone-7/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove the device' }).click();
  await page.getByText('No device yet').waitFor();
});

test('who may not manage devices is not offered to, and who may not see them is told', patient, async () => {
  const dispatcher = await context.newPage();
  await dispatcher.goto(`${server.url}/devices#token=${server.token}`);
  await dispatcher.getByText('An administrator adds them.').waitFor();
  expect(await dispatcher.getByRole('button', { name: 'Add a device' }).count()).toBe(0);
  const viewer = await context.newPage();
  await viewer.goto(`${server.url}/devices#token=${server.tokenFor('viewer')}`);
  await viewer.getByText('Devices are for administrators and dispatchers').waitFor();
  await Promise.all([dispatcher.close(), viewer.close()]);
});

test('nothing failed', () => {
  expect(complaints).toEqual([]);
});
