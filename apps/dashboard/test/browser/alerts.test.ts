import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newVapidKeys } from '@waycast/server/push-keys';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { openPage, PATIENCE_MS, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

let server: PageServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let receiver: Server;
let hook = '';
let posted = 0;
let complaints: readonly string[];

beforeAll(async () => {
  receiver = createServer((_request, response) => {
    posted += 1;
    response.writeHead(204).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const { publicKey, privateKey } = newVapidKeys();
  const pages = servePages({
    vapidPublicKey: publicKey,
    vapidPrivateKey: privateKey,
    vapidSubject: 'mailto:fleet@example.com',
    webhookAllowPrivate: ['127.0.0.1'],
    // A vehicle is offline after two seconds.
    gpsUpdateInterval: 500,
  });
  [server, browser] = await Promise.all([pages, launchChromium()]);
  ({ context, page, complaints } = await openPage(browser, { ...WIDE, permissions: ['notifications'] }));
  await page.goto(`${server.url}/alerts#token=${server.token}`);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  receiver?.close();
});

test('an empty feed says what to do', { timeout: PATIENCE_MS }, async () => {
  await page.getByRole('heading', { name: 'No alerts yet' }).waitFor();
  await page.getByRole('link', { name: 'Make the first rule' }).click();
  await page.waitForURL(`${server.url}/alerts?tab=rules`);
});

test('a webhook is added, shows its secret once, and is tested', { timeout: PATIENCE_MS }, async () => {
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByLabel('Address of a new webhook').fill('http://10.0.0.1/hook');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('WEBHOOK_ALLOW_PRIVATE').waitFor();
  await page.getByLabel('Address of a new webhook').fill(hook);
  await page.getByLabel('new messages').check();
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Answered 204').waitFor();
  expect(posted).toBe(1);
  await page.getByText('Nothing was given up.').waitFor();
  const entry = page.getByRole('listitem').filter({ hasText: hook });
  await entry.getByText('Every kind of alert, New messages').waitFor();
  await entry.getByText('Change', { exact: true }).click();
  await entry.getByLabel('new messages').click();
  await entry.getByText('Every kind of alert', { exact: true }).waitFor();
  expect(await entry.getByLabel('every kind of alert').isDisabled()).toBe(true);
});

test('a rule is made, and its alert explains itself', { timeout: 2 * PATIENCE_MS }, async () => {
  await page.getByRole('link', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Name').fill('Not heard any more');
  await page.getByLabel('goes offline').check();
  await page.getByRole('button', { name: 'Make rule' }).click();
  await page.getByRole('listitem').getByText('Goes offline').waitFor();
  await page.getByText('To all webhooks and notifications').waitFor();
  const timestamp = new Date().toISOString();
  await server.report({ vehicleId: 'bus-7', latitude: 52.6, longitude: -8.6, timestamp, accuracy: 5 });
  await page.getByRole('link', { name: 'Alerts', exact: true }).click();
  await page.getByText(/^bus-7 is offline: nothing was heard since/).waitFor();
  await page.getByText('Why', { exact: true }).click();
  await page.getByText('Not heard any more').waitFor();
  await page.getByText('evidence · last fix · latitude').waitFor();
  await expect.poll(() => posted, { timeout: PATIENCE_MS }).toBe(2);
});

test('a pushed alert is shown, and says where a tap leads', { timeout: 2 * PATIENCE_MS }, async () => {
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-worker.js', { scope: '/alerts' });
  });
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(
        ({ scriptURL, status }) => scriptURL.endsWith('/push-worker.js') && status === 'activated',
      );
      if (active !== undefined) resolve(active.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const data = JSON.stringify({
    alertId: 'al_1',
    kind: 'offline',
    vehicleId: 'bus-7',
    at: new Date().toISOString(),
    title: 'bus-7 is offline',
    body: 'Rule “Not heard any more”.',
    url: '/vehicles/bus-7',
  });
  const registrationId = await registered;
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data });
  // Read again and again from here: `waitForFunction` takes the promise of nothing for something.
  const readShown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/alerts');
      const [one] = (await registration?.getNotifications()) ?? [];
      return one && { title: one.title, body: one.body, data: one.data };
    });
  await expect.poll(readShown, { timeout: PATIENCE_MS }).toEqual({
    title: 'bus-7 is offline',
    body: 'Rule “Not heard any more”.',
    data: { url: '/vehicles/bus-7' },
  });
});

test('fits on a phone', { timeout: PATIENCE_MS }, async () => {
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  for (const tab of ['', '?tab=rules', '?tab=webhooks']) {
    await phone.goto(`${server.url}/alerts${tab}#token=${server.token}`);
    await phone.getByRole('heading', { name: 'Alerts' }).waitFor();
    await phone
      .getByText(/bus-7 is offline|Not heard any more|http:/)
      .first()
      .waitFor();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
  await phone.close();
});

test('nothing failed', () => {
  // A refused address is an answer with status 400, of which the browser tells.
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
