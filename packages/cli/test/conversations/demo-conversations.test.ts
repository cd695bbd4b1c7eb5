import { createConnection, type HttpApi } from '@waycast/client';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { startDemoConversations } from '../../src/conversations/demo-conversations.ts';
import { ANSWERS, EXCHANGES } from '../../src/conversations/exchanges.ts';
import { tokensOf } from '../../src/sending/server-access.ts';

// The demo's customers and agent, a hundred times as fast, at a real server.

const jwtSecret = 'a secret of the tests, long enough to sign';
const PATIENCE = { timeout: 20_000 };
let waycast: Waycast;
let demo: { close(): void };
let office: HttpApi;
const failures: unknown[] = [];

const accessAs = (subject: string, role: 'dispatcher' | 'driver' | 'customer' | 'agent') => ({
  url: waycast.url ?? '',
  token: tokensOf({ subject, roles: [role], vehicles: [] }, jwtSecret, waycast.config),
});

beforeAll(async () => {
  waycast = await createWaycast({
    ...{ host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 },
    ...{ databaseUrl: await freshDatabase() },
  });
  const access = accessAs('root', 'dispatcher');
  office = createConnection(access).http;
  const onFailed = (error: unknown) => failures.push(error);
  demo = await startDemoConversations({ access, accessAs, onFailed, pace: 100 });
});
afterAll(async () => {
  demo?.close();
  await waycast?.close();
});

test('simulated customers write, the agent answers in turn, and closes what is settled', async () => {
  const closed = async () => (await office.listConversations({ state: 'closed' })).items;
  await expect.poll(async () => (await closed()).length, PATIENCE).toBeGreaterThan(0);
  const [conversation] = await closed();
  const { items } = await office.listMessages({ id: conversation?.conversationId ?? '' });
  const told = items.map(({ body }) => body);
  const script = EXCHANGES.find(({ lines }) => lines[0]?.text === told[0]);
  expect(told).toEqual(script?.lines.map(({ text }) => text));
  expect(failures).toEqual([]);
});

test('whoever else writes is answered too, though not for ever', async () => {
  const { http } = createConnection(accessAs('mia', 'customer'));
  const { conversationId: id } = await http.openConversation({
    message: { body: 'Is anybody there?', clientId: 'one' },
  });
  const answers = async () =>
    (await http.listMessages({ id })).items.filter(({ senderKind }) => senderKind === 'agent');
  for (const [index, answer] of ANSWERS.entries()) {
    await expect.poll(async () => (await answers()).at(index)?.body, PATIENCE).toBe(answer);
    await http.sendMessage({ id }, { body: 'And then?', clientId: `then-${index}` });
  }
  expect(await answers()).toHaveLength(ANSWERS.length);
  expect(failures).toEqual([]);
});
