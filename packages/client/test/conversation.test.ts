import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@waycast/contract';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Connection, ConversationFeed } from '../src/index.ts';
import { connectionTo, reaches } from './connected.ts';

const SECRET = 'a secret of the tests, longer than 32 bytes';
let dataDir: string;
let waycast: Waycast;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'waycast-conversation-'));
  const options = { host: '127.0.0.1', port: 0, logLevel: 'silent', drainTimeout: 0 } as const;
  waycast = await createWaycast({ ...options, dataDir, jwtSecret: SECRET });
});
afterAll(async () => {
  await waycast?.close();
  await rm(dataDir, { recursive: true });
});

function token(subject: string, role: Role): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, roles: [role], exp: Math.floor(Date.now() / 1000) + 600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** A connection, and a way to break it as a network would. */
async function openAs(subject: string, role: Role): Promise<{ connection: Connection; cut: () => void }> {
  let newest: WebSocket | undefined;
  class Breakable extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      newest = this;
    }
  }
  const connection = connectionTo(waycast.url ?? '', { token: token(subject, role), webSocket: Breakable });
  const open = reaches(connection, 'open');
  connection.connect();
  await open;
  return { connection, cut: () => newest?.terminate() };
}

const bodies = ({ view }: ConversationFeed) => view.messages.map(({ body }) => body);

it('keeps what is sent over broken links, stored once and in order, and what others see of it', async () => {
  const [rita, agnes] = [await openAs('rita', 'customer'), await openAs('agnes', 'agent')];
  const { conversationId } = await rita.connection.http.openConversation({ name: 'Rita' });
  const mine = rita.connection.conversation(conversationId);
  const theirs = agnes.connection.conversation(conversationId);
  await vi.waitFor(() => expect(mine.view.online).toHaveLength(2));
  const said = Array.from({ length: 12 }, (_, n) => `word ${n}`);
  for (const [n, body] of said.entries()) {
    mine.send({ body });
    if (n % 4 === 1) rita.cut();
  }
  expect(mine.view.pending.length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(bodies(theirs)).toEqual(said), { timeout: 10_000 });
  await vi.waitFor(() => expect([bodies(mine), mine.view.pending]).toEqual([said, []]));
  expect(theirs.view.messages.map(({ senderName }) => senderName)).toEqual(said.map(() => 'Rita'));

  mine.typing();
  await vi.waitFor(() => expect(theirs.view.typing).toMatchObject([{ participantId: 'rita', name: 'Rita' }]));
  await theirs.read();
  const first = theirs.view.messages[0]?.offset ?? 0;
  await theirs.react(first, '👍');
  await mine.edit(first, 'word zero');
  await vi.waitFor(() =>
    expect(theirs.view.messages[0]).toMatchObject({ body: 'word zero', reactions: [{ by: 'agnes' }] }),
  );
  agnes.connection.close();
  await vi.waitFor(() => expect(mine.view.online).toMatchObject([{ participantId: 'rita' }]));
  mine.close();
});

it('keeps what was refused for good with its reason, until it is discarded', async () => {
  const { connection } = await openAs('rosa', 'customer');
  const { conversationId } = await connection.http.openConversation({});
  const feed = connection.conversation(conversationId);
  const refused = feed.send({ body: 'x'.repeat(20_000) });
  feed.send({ body: 'short' });
  await vi.waitFor(() => expect(bodies(feed)).toEqual(['short']));
  expect(feed.view.pending).toMatchObject([{ clientId: refused, error: { code: 'too_large' } }]);
  feed.discard(refused);
  expect(feed.view.pending).toEqual([]);
});

it('loads older messages in their order, and says why a conversation is not open', async () => {
  const { connection } = await openAs('rudi', 'customer');
  const { conversationId } = await connection.http.openConversation({});
  const said = Array.from({ length: 55 }, (_, n) => `word ${n}`);
  for (const [n, body] of said.entries())
    await connection.http.sendMessage({ id: conversationId }, { body, clientId: `m-${n}` });
  const feed = connection.conversation(conversationId);
  await vi.waitFor(() => expect(bodies(feed)).toEqual(said.slice(5)));
  expect(feed.view.hasOlder).toBe(true);
  expect(await feed.loadOlder()).toBe(false);
  expect(bodies(feed)).toEqual(said);
  const codes: string[] = [];
  const other = connection.conversation('nobodys', undefined, { onError: ({ code }) => codes.push(code) });
  await vi.waitFor(() => expect([codes, other.closed]).toEqual([['not_found'], true]));
});
