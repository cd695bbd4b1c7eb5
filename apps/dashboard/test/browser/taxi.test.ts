import type { Order } from '@waycast/contract';
import { createTown, destination } from '@waycast/geo';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { type OpenPage, openPage, PATIENCE_MS, PHONE, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

// A real server with real orders: riders, drivers and the office each in a browser of their own.

const CENTER = createTown().center;
let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page of somebody whose phone is so many metres from the middle of the town. */
async function open(path: string, who: string, token: string, away = 0): Promise<OpenPage> {
  const geolocation = { ...destination(CENTER, 90, away), accuracy: 5 };
  const device: BrowserContextOptions = path === '/taxi' ? WIDE : PHONE;
  const opened = await openPage(browser, { ...device, geolocation, permissions: ['geolocation'] });
  await opened.page.goto(`${server.url}${path}#token=${token}`);
  expect(opened.complaints, who).toEqual([]);
  return opened;
}

const driverToken = (name: string): string =>
  server.tokenFor('driver', { sub: name, vehicles: [`cab-${name}`] });

async function ask<T>(token: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.ok, `${method} ${path}`).toBe(true);
  return (await response.json()) as T;
}

function orderRide(name: string): Promise<Order> {
  const [pickup, dropoff] = [destination(CENTER, 10, 600), destination(CENTER, 190, 900)];
  return ask(server.token, 'POST', '/api/orders', { pickup: { ...pickup, name }, dropoff });
}

test('a rider orders, a driver accepts although the reply is lost, drives, and the rider reads each step', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const dave = await open('/taxi/driver', 'dave', driverToken('dave'), 300);
  await dave.page.getByRole('button', { name: 'Online' }).click();
  await dave.page.getByText('You are online.').waitFor();
  const mary = await open('/', 'mary', server.tokenFor('customer', { sub: 'mary' }));
  await mary.page.waitForURL(/\/taxi\/rider/);
  await mary.page.getByLabel(/Name it/).fill('Castle gate');
  await mary.page.getByRole('button', { name: 'Pick me up here' }).click();
  await mary.page.getByRole('button', { name: 'I tell the driver' }).click();
  await mary.page.getByRole('button', { name: 'Order', exact: true }).click();
  await mary.page.getByText('Looking for a driver …').waitFor();

  // The first answer never arrives, although the server has decided.
  let lost = 0;
  await dave.context.route('**/accept', async (route) => {
    if (lost > 0) return route.continue();
    await route.fetch();
    lost += 1;
    return route.abort('connectionreset');
  });
  const card = dave.page.getByRole('article', { name: 'Offer: Castle gate' });
  await card.getByRole('timer').waitFor();
  await card.getByRole('button', { name: 'Accept' }).click();
  await dave.page.getByRole('button', { name: 'I am at the pick-up' }).waitFor();
  expect(lost).toBe(1);
  const navigate = dave.page.getByRole('link', { name: 'Navigate' });
  expect(await navigate.getAttribute('href')).toMatch(/^geo:.*\(Castle%20gate\)$/);
  await mary.page
    .getByText(/^Your driver/)
    .first()
    .waitFor();
  await mary.page.getByText(/dave · cab-dave/).waitFor();

  await mary.page.reload();
  await dave.page.getByRole('button', { name: 'I am at the pick-up' }).click();
  await mary.page.getByText('Your driver is there').waitFor();
  await dave.page.getByRole('button', { name: 'Start the ride' }).click();
  await mary.page.getByText('On your way').waitFor();
  await dave.page.getByRole('button', { name: 'Complete the ride' }).click();
  await mary.page.getByText('You are there').waitFor();
  for (const { page } of [dave, mary])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await dave.page.getByRole('button', { name: 'Off' }).click();
  await dave.page.getByText('You are off.').waitFor();
  await Promise.all([dave.context.close(), mary.context.close()]);
});

test('an order that another driver takes says who, and leaves', { timeout: 3 * PATIENCE_MS }, async () => {
  const [rose, sam] = [driverToken('rose'), driverToken('sam')];
  await ask(sam, 'PUT', '/api/taxi/shift', { state: 'online', vehicleId: 'cab-sam' });
  const { page, context } = await open('/taxi/driver', 'rose', rose);
  await page.getByRole('button', { name: 'Online' }).click();
  await page.getByText('No order now.').waitFor();
  const { orderId } = await orderRide('Mill Lane');
  const card = page.getByRole('article', { name: 'Offer: Mill Lane' });
  await card.waitFor();
  await ask(sam, 'POST', `/api/orders/${orderId}/accept`, {});
  await card.getByText('Taken by sam').waitFor();
  await card.waitFor({ state: 'detached' });
  await ask(server.token, 'POST', `/api/orders/${orderId}/cancel`, { reason: 'end of the test' });
  await context.close();
});

test('the office finds, assigns and cancels an order, and makes one by two clicks', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const tom = driverToken('tom');
  await server.report({
    vehicleId: 'cab-tom',
    ...destination(CENTER, 10, 900),
    timestamp: new Date().toISOString(),
  });
  await ask(tom, 'PUT', '/api/taxi/shift', { state: 'online', vehicleId: 'cab-tom' });
  const { orderId } = await orderRide('Abbey View');
  const { page, context } = await open('/taxi', 'olga', server.token);
  await page.getByText(/\d orders?$/).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('abbey');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`order=${orderId}`));
  const panel = page.getByRole('region', { name: `Order ${orderId}` });
  await panel.getByText('Ordered by the office (olga)').waitFor();
  await panel.getByRole('button', { name: 'Assign' }).click();
  await page
    .getByRole('button', { name: /^tom/ })
    .getByText(/300 m, about/)
    .waitFor();
  await page.getByRole('button', { name: /^tom/ }).click();
  await page.getByRole('button', { name: 'Assign tom' }).click();
  await panel.getByText('Driver coming').waitFor();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await page.getByLabel('Reason').fill('the rider called it off');
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await panel.getByText('Cancelled by the office: the rider called it off').first().waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'New order' }).click();
  const map = page.getByRole('application');
  for (const position of [
    { x: 640, y: 300 },
    { x: 800, y: 500 },
  ])
    await map.click({ position });
  await page.getByLabel('Rider').fill('zoe');
  await page.getByRole('button', { name: 'Order the ride' }).click();
  await page
    .getByRole('region', { name: /^Order o-/ })
    .getByText('zoe')
    .waitFor();
  await context.close();
});
