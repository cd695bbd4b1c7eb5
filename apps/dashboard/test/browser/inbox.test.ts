import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/fixtures/chromium.ts';
import { conversationCalls } from './conversation-calls.ts';
import { type OpenPage, openPage, PATIENCE_MS, PHONE, WIDE } from './open-page.ts';
import { type PageServer, servePages } from './page-server.ts';

// The agents' inbox at a real server; customers write over HTTP.

let server: PageServer;
let browser: Browser;
const calls = conversationCalls(() => server);
const as = (customer: string): string => server.tokenFor('customer', { sub: customer });

beforeAll(async () => {
  [server, browser] = await Promise.all([servePages(), launchChromium()]);
  await calls.describe({ messagesPerMinute: 6000 });
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openInbox(path = '/inbox', device = WIDE): Promise<OpenPage> {
  const opened = await openPage(browser, device);
  await opened.page.goto(`${server.url}${path}#token=${calls.agent()}`);
  return opened;
}

test('an agent sees who writes, answers, takes it, sets it aside, and it comes back with the next message', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const { page, context, complaints } = await openInbox();
  await page.getByText('No open conversation.', { exact: false }).waitFor();
  const { conversationId } = await calls.open('ana', 'Where is my bread?');
  const row = page.getByRole('option', { name: /ana.*Where is my bread\?.*1 unread/ });
  await row.click();
  const thread = page.getByRole('main', { name: 'Conversation' });
  await thread.getByText('Where is my bread?').waitFor();
  await page.getByRole('option', { name: /ana(?!.*unread)/ }).waitFor();

  await page.getByLabel('Write an answer').fill('In the oven.');
  await page.getByLabel('Write an answer').press('Enter');
  await expect.poll(() => calls.texts(conversationId)).toEqual(['Where is my bread?', 'In the oven.']);
  await calls.send(as('ana'), conversationId, 'I wait.');
  await thread.getByText('I wait.').waitFor();
  expect(await thread.getByRole('listitem').count()).toBe(3);

  await page.getByRole('button', { name: 'Assign to me' }).click();
  await thread.getByText('yours').waitFor();
  await page.getByRole('button', { name: 'Mine' }).click();
  await page.getByRole('option', { name: /ana/ }).waitFor();
  await page.getByRole('button', { name: 'Pending', exact: true }).last().click();
  await thread.getByText('Pending', { exact: true }).first().waitFor();
  await page.getByText('There is none like this.').waitFor();
  await calls.send(as('ana'), conversationId, 'And now?');
  await page.getByRole('option', { name: /And now\?/ }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Closed' }).click();
  await page.getByRole('option', { name: /ana/ }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('edits and deletes, finds words, and reads a long conversation page by page', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const { conversationId } = await calls.open('ben', 'first of many');
  for (let number = 2; number <= 120; number += 1)
    await calls.send(as('ben'), conversationId, `line ${number} of many`);
  await calls.send(as('ben'), conversationId, 'a marzipan cake, please');
  const { page, context } = await openInbox(`/inbox?c=${conversationId}`);
  const thread = page.getByRole('main', { name: 'Conversation' });
  await thread.getByText('a marzipan cake, please').waitFor();
  expect(await thread.getByText('first of many').count()).toBe(0);
  const log = thread.getByRole('log');
  await expect
    .poll(
      async () => {
        await log.locator('..').evaluate((box) => box.scrollTo(0, 0));
        return thread.getByText('first of many').count();
      },
      { timeout: PATIENCE_MS },
    )
    .toBe(1);
  expect(await log.getByRole('listitem').count()).toBe(121);

  const cake = log.getByRole('listitem').filter({ hasText: 'a marzipan cake, please' }).first();
  await cake.getByRole('button', { name: 'Thumbs up' }).click();
  await cake.getByRole('button', { name: '👍 by you' }).waitFor();
  await cake.getByRole('button', { name: 'Answer this message' }).click();
  await page.getByLabel('Write an answer').fill('Gladly, at tow.');
  await page.getByLabel('Write an answer').press('Enter');
  await thread.getByText('Gladly, at tow.').waitFor();
  await thread.getByText('ben: a marzipan cake, please').waitFor();
  await thread.getByRole('button', { name: 'Edit this message' }).click();
  await page.getByLabel('Message', { exact: true }).fill('Gladly, at two.');
  await page.getByRole('button', { name: 'Save' }).click();
  await thread.getByText('Gladly, at two.').waitFor();
  await thread.getByText('· edited', { exact: false }).waitFor();
  await thread.getByRole('button', { name: 'Delete this message' }).last().click();
  await thread.getByText('This message was deleted.').waitFor();

  await page.getByRole('searchbox', { name: 'Search messages' }).fill('marzipan');
  await page.getByRole('button', { name: /ben.*marzipan/ }).waitFor();
  await context.close();
});

test('on a phone it is the list, or what is open', { timeout: 2 * PATIENCE_MS }, async () => {
  await calls.open('carla', 'Do you deliver?');
  const { page, context } = await openInbox('/', PHONE);
  // Who only answers goes there at once.
  await page.waitForURL(/\/inbox/);
  await page.getByRole('option', { name: /carla/ }).click();
  await page.getByText('Do you deliver?').last().waitFor();
  expect(await page.getByRole('listbox').isVisible()).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByRole('option', { name: /carla/ }).waitFor();
  await context.close();
});
