import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { freePort } from '../../../../test/fixtures/processes.ts';
import { conversationCalls } from './conversation-calls.ts';
import { type ForeignPage, serveForeignPage } from './foreign-page.ts';
import { type OpenPage, openPage, PATIENCE_MS, PHONE, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

// The chat on a page of another origin, which does what it can against it, at a real server.

let start: () => Promise<PageServer>;
let server: PageServer;
let browser: Browser;
let shop: ForeignPage;
let stranger: ForeignPage;
const calls = conversationCalls(() => server);

beforeAll(async () => {
  // The same after a restart.
  const options = { port: await freePort(), databaseUrl: await freshDatabase() };
  start = () => servePages(options);
  [server, browser] = await Promise.all([start(), launchChromium()]);
  [shop, stranger] = await Promise.all([
    serveForeignPage(() => server.url, 'data-name="Ana" data-text-send="Absenden"'),
    serveForeignPage(() => server.url),
  ]);
  await calls.describe({ allowedOrigins: [shop.origin], greeting: 'Ask about your bread.' });
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await Promise.all([shop?.close(), stranger?.close()]);
  await server?.close();
});

const launcher = (page: Page): Locator => page.getByRole('button', { name: /Open the chat/ });
const dialog = (page: Page): Locator => page.getByRole('dialog');
const said = (page: Page): Promise<string[]> => page.locator('waycast-chat .body').allInnerTexts();

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Write a message').fill(text);
  await page.getByLabel('Write a message').press('Enter');
}

async function visit(): Promise<OpenPage> {
  const visitor = await openPage(browser, WIDE);
  await visitor.page.goto(shop.origin);
  return visitor;
}

test('a visitor of a shop writes, an agent answers, and every tab and the next visit have it', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const { page, context, complaints } = await visit();
  await launcher(page).click();
  await page.getByText('Ask about your bread.').waitFor();
  expect(await calls.conversations()).toEqual([]);
  await write(page, 'Is there rye <b>today</b>?');
  await page.getByText('Sent', { exact: false }).waitFor();
  const [conversation] = await calls.conversations();
  expect(conversation).toMatchObject({ companyId: 'office', state: 'open', unread: 1 });
  expect(conversation?.participants).toMatchObject([{ kind: 'customer', name: 'Ana' }]);
  const id = conversation?.conversationId ?? '';

  const asked = conversation?.lastMessage?.offset ?? 0;
  await calls.send(calls.agent(), id, 'Yes, until noon: https://shop.example/rye', { replyTo: asked });
  await calls.ask(calls.agent(), 'PUT', `/api/conversations/${id}/messages/${asked}/reaction`, {
    emoji: '🥖',
  });
  await dialog(page).getByText('You: Is there rye <b>today</b>?').waitFor();
  await dialog(page).getByText('🥖').waitFor();
  const link = dialog(page).getByRole('link', { name: 'https://shop.example/rye' });
  await link.waitFor();
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await said(page)).toEqual([
    'Is there rye <b>today</b>?',
    'Yes, until noon: https://shop.example/rye',
  ]);
  // What is seen is read.
  await expect
    .poll(async () => (await calls.conversations())[0]?.participants[0]?.readUpTo)
    .toBeGreaterThan(0);

  const second = await context.newPage();
  await second.goto(shop.origin);
  await launcher(second).click();
  await expect.poll(() => said(second)).toHaveLength(2);
  await write(second, 'Then I come by.');
  await expect.poll(() => said(page)).toContain('Then I come by.');
  await second.close();

  await dialog(page).getByRole('button', { name: 'Close the chat' }).click();
  await calls.send(calls.agent(), id, 'See you!');
  await page.getByRole('button', { name: 'Open the chat, 1 unread' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Open the chat, 1 unread' }).click();
  await expect.poll(() => said(page)).toHaveLength(4);
  expect(await calls.conversations()).toHaveLength(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('the page can neither hide nor restyle it, and keys alone are enough', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const { page, context } = await visit();
  await launcher(page).waitFor();
  const box = await launcher(page).boundingBox();
  expect(box).toMatchObject({ width: 56, height: 56 });
  await launcher(page).focus();
  await page.keyboard.press('Enter');
  const field = page.getByLabel('Write a message');
  await field.waitFor();
  expect(await field.evaluate((one) => getComputedStyle(one).fontSize)).toBe('15px');
  const focused = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.querySelector('waycast-chat')?.shadowRoot?.activeElement?.tagName);
  expect(await focused()).toBe('TEXTAREA');
  // The focus goes round within the dialog.
  const round: (string | null | undefined)[] = [];
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('Tab');
    round.push(await focused());
  }
  expect(round).not.toContain(undefined);
  expect(new Set(round).size).toBeGreaterThan(1);
  expect(await dialog(page).getByRole('button', { name: 'Absenden' }).count()).toBe(1);
  await page.keyboard.press('Escape');
  expect(await dialog(page).isVisible()).toBe(false);
  expect(await focused()).toBe('BUTTON');
  await context.close();
});

test('fills a phone', { timeout: 2 * PATIENCE_MS }, async () => {
  const { page, context } = await openPage(browser, PHONE);
  await page.goto(shop.origin);
  await launcher(page).click();
  await dialog(page).waitFor();
  await expect.poll(() => dialog(page).boundingBox()).toMatchObject({ x: 0, width: 390, height: 844 });
  await context.close();
});

test('a page that was not allowed says so, and gets nothing', { timeout: 2 * PATIENCE_MS }, async () => {
  const { page, context } = await openPage(browser, WIDE);
  const warned = page.waitForEvent('console', (message) => message.text().startsWith('waycast chat:'));
  await page.goto(stranger.origin);
  await launcher(page).click();
  await page.getByText('This chat is not available on this page.').waitFor();
  expect((await warned).text()).toContain(stranger.origin);
  expect(await page.getByLabel('Write a message').isVisible()).toBe(false);
  await context.close();
});

test('a server that restarts loses nothing: what was written meanwhile is sent once', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const { page, context } = await visit();
  await launcher(page).click();
  await write(page, 'One');
  await page.getByText('Sent', { exact: false }).waitFor();
  const id = (await calls.conversations()).find(
    ({ lastMessage }) => lastMessage?.body === 'One',
  )?.conversationId;
  await server.stop();
  await page.getByText('No connection.', { exact: false }).waitFor();
  await write(page, 'Two');
  await write(page, 'Three');
  await expect.poll(() => page.getByText('Waits for the connection').count()).toBe(2);
  // A page that is closed meanwhile has them still.
  server = await start();
  await page.reload();
  await launcher(page).click();
  await expect.poll(() => said(page), { timeout: PATIENCE_MS }).toEqual(['One', 'Two', 'Three']);
  await expect.poll(() => calls.texts(id ?? ''), { timeout: PATIENCE_MS }).toEqual(['One', 'Two', 'Three']);
  await calls.send(calls.agent(), id ?? '', 'Four');
  await expect.poll(() => said(page)).toEqual(['One', 'Two', 'Three', 'Four']);
  await context.close();
});
