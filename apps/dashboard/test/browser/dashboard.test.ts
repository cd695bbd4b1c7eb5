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
let requested: readonly string[];
let complaints: readonly string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  await server.report(...[1, 2, 10].map((n) => fix(`bus-${n}`, n * 100)), fix('van-1', 700));
  ({ context, page, requested, complaints } = await openPage(browser, {
    ...WIDE,
    permissions: ['geolocation'],
  }));
  await page.goto(`${server.url}/#token=${server.token}`);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

function fix(vehicleId: string, eastM: number): Record<string, unknown> {
  return {
    vehicleId,
    ...destination(CENTER, 90, eastM),
    timestamp: new Date().toISOString(),
    accuracy: 5,
    speed: 8,
    heading: 90,
  };
}

const options = () => page.getByRole('listbox', { name: 'Vehicles' }).getByRole('option');

test('signs in from the address, and the token leaves it', { timeout: PATIENCE_MS }, async () => {
  await options().first().waitFor();
  expect(page.url()).toBe(`${server.url}/`);
  expect(await options().count()).toBe(4);
  expect(await options().first().innerText()).toMatch(/^bus-1\s+(Moving|Late)/);
});

test('draws town and vehicles without asking anyone else', { timeout: 2 * PATIENCE_MS }, async () => {
  await page.waitForFunction(() => performance.getEntriesByName('waycast.map').length > 0);
  await page.waitForFunction(
    () =>
      Number.parseInt(
        document.querySelector<HTMLElement>('canvas[data-frames]')?.dataset['frames'] ?? '0',
        10,
      ) > 0,
  );
  expect(requested.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
});

test('is searched, walked and opened by keyboard; every state has an address', {
  timeout: PATIENCE_MS,
}, async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('bus');
  await page.waitForURL(/\?q=bus$/);
  await page.getByText('3 of 4 vehicles').waitFor();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.waitForURL(/\/vehicles\/bus-2\?q=bus$/);
  await page.getByRole('heading', { name: 'bus-2' }).waitFor();
  await page.keyboard.press('f');
  await page.getByRole('button', { pressed: true, name: /Following/ }).waitFor();
  expect(page.url()).toContain('follow=true');
  await page.keyboard.press('Escape');
  await page.waitForURL(`${server.url}/?q=bus`);
  await page.goBack();
  await page.getByRole('heading', { name: 'bus-2' }).waitFor();
});

test('shows a fix within the second that it is reported, with its trail', {
  timeout: PATIENCE_MS,
}, async () => {
  const next = fix('bus-2', 260);
  await server.report(next);
  const longitude = Number(next['longitude']).toFixed(5).replace('-', '−');
  await page.getByText(longitude).waitFor();
  await page.getByText(/60 m$/).waitFor();
  await page.getByRole('img', { name: /Speed over time/ }).waitFor();
});

test('help lists the keys', { timeout: PATIENCE_MS }, async () => {
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'bus-2' }).waitFor();
});

test('a phone reports, keeps what it cannot send over a reload, and sends it later', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const phone = await context.newPage();
  await context.setGeolocation({ ...destination(CENTER, 0, 10), accuracy: 5 });
  await phone.goto(`${server.url}/driver#token=${server.token}`);
  await phone.getByRole('textbox').fill('phone-1');
  await phone.getByRole('button', { name: 'Report for this vehicle' }).click();
  await phone.getByRole('button', { name: 'Start' }).click();
  await expect
    .poll(() => server.lastLatitude('phone-1'), { timeout: PATIENCE_MS })
    .toBeCloseTo(destination(CENTER, 0, 10).latitude, 4);
  await phone.waitForFunction(
    async () => (await navigator.serviceWorker.ready).active?.state === 'activated',
  );
  await phone.waitForFunction(() => localStorage.getItem('waycast.driver.least-interval') === '500');

  await context.setOffline(true);
  await context.setGeolocation({ ...destination(CENTER, 0, 400), accuracy: 5 });
  await phone.getByText(/^[1-9]\d* positions?$/).waitFor();
  await phone.reload();
  await phone.getByRole('button', { name: 'Stop' }).waitFor();
  await phone.getByText(/^[1-9]\d* positions?$/).waitFor();
  await context.setOffline(false);
  await expect
    .poll(() => server.lastLatitude('phone-1'), { timeout: PATIENCE_MS })
    .toBeCloseTo(destination(CENTER, 0, 400).latitude, 4);
  await phone.getByText('0 positions').waitFor();
  await phone.close();
});

test('a phone keeps what the pages of drivers load, and nothing of the other pages', {
  timeout: PATIENCE_MS,
}, async () => {
  const phones = await browser.newContext();
  const phone = await phones.newPage();
  const loaded = new Set<string>();
  phone.on('request', (request) => {
    const [file] = new URL(request.url()).pathname.match(/assets\/.+\.(?:js|css)$/) ?? [];
    if (file !== undefined) loaded.add(file);
  });
  await phone.goto(`${server.url}/driver#token=${server.token}`);
  await phone.getByRole('button', { name: 'Report for this vehicle' }).waitFor();
  await phone.waitForFunction(async () => (await navigator.serviceWorker.ready).active !== null);
  await phone.goto(`${server.url}/school/driver`);
  await phone.getByRole('heading', { name: 'My trips today' }).waitFor();
  await phone.goto(`${server.url}/taxi/driver`);
  await phone.getByRole('heading', { name: 'Which vehicle?' }).waitFor();
  const worker = await (await fetch(`${server.url}/sw.js`)).text();
  const kept = new Set(worker.match(/assets\/[\w.-]+\.(?:js|css)/g));
  expect([...kept].sort()).toEqual([...loaded].sort());
  await phones.close();
});

test('changing pages opens no other connection', { timeout: PATIENCE_MS }, async () => {
  const tab = await context.newPage();
  let opened = 0;
  tab.on('websocket', () => {
    opened += 1;
  });
  const shows = async (name: string): Promise<void> => {
    await tab.getByRole('heading', { name, exact: true }).waitFor();
    expect(await tab.title()).toBe(`${name} · Waycast`);
  };
  // To the map and away from it, once: a second map beside the first takes software a good ten seconds to draw.
  await tab.goto(`${server.url}/reports#token=${server.token}`);
  await shows('Reports');
  await tab.getByRole('link', { name: 'Map' }).click();
  await tab.getByRole('listbox', { name: 'Vehicles' }).getByRole('option').first().waitFor();
  await tab.getByRole('button', { name: 'Pages' }).click();
  await tab.getByRole('menuitem', { name: 'Alerts' }).click();
  await shows('Alerts');
  expect(opened).toBe(1);
  await tab.close();
});

test('the page of the servers says how they do, on a phone too', { timeout: 2 * PATIENCE_MS }, async () => {
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${server.url}/operations#token=${server.token}`);
  await phone.getByText('Everything works').waitFor();
  await phone.getByText('Fixes accepted', { exact: true }).waitFor();
  expect(await phone.getByRole('row').count()).toBe(2);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.getByRole('link', { name: 'Map' }).click();
  await phone.waitForURL(`${server.url}/`);
  await phone.close();
});

test('nothing failed so far', () => {
  // What a phone without a connection could not load is not the page's fault.
  expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

test('says calmly that the connection is lost, and as of when the positions are', {
  timeout: PATIENCE_MS,
}, async () => {
  await server.stop();
  await page.getByText(/Connection lost\. Showing positions as of \d\d:\d\d:\d\d\./).waitFor();
  expect(await options().count()).toBeGreaterThan(0);
});
