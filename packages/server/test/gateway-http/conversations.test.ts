import type { Conversation, Message, Role } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function as(tenant: string, subject: string, role: Role) {
  const token = await tokenOf({ tenant, subject, roles: [role] });
  return async (method: string, path: string, body?: unknown) => {
    const { status, json } = await call(server, method, `/api${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    const { detail } = json as { detail?: string };
    return { status, detail, json, conversation: json as Conversation, message: json as Message };
  };
}

/** A company `cabs` with one agent, another agent, a dispatcher, and a conversation that a customer opened. */
async function talk(tenant: string) {
  const olga = await as(tenant, 'olga', 'dispatcher');
  const [agnes, abel] = [await as(tenant, 'agnes', 'agent'), await as(tenant, 'abel', 'agent')];
  const [rita, rob] = [await as(tenant, 'rita', 'customer'), await as(tenant, 'rob', 'customer')];
  await olga('PUT', '/companies/cabs', { name: 'Cabs', agents: ['agnes'], messagesPerMinute: 30 });
  const message = { body: 'Where is my umbrella?', clientId: 'm-1' };
  const { conversation } = await rita('POST', '/conversations', { companyId: 'cabs', name: 'Rita', message });
  const at = `/conversations/${conversation.conversationId}`;
  return { olga, agnes, abel, rita, rob, conversation, at };
}

describe('a conversation', () => {
  it('is read by who takes part, agents of the company and dispatchers, and by nobody else', async () => {
    const { olga, agnes, abel, rita, rob, conversation, at } = await talk('reading');
    expect(conversation).toMatchObject({
      companyId: 'cabs',
      state: 'open',
      participants: [{ participantId: 'rita', kind: 'customer', name: 'Rita' }],
      lastMessage: { body: 'Where is my umbrella?', senderName: 'Rita', senderKind: 'customer' },
      unread: 0,
    });
    for (const one of [olga, agnes, rita]) expect((await one('GET', at)).status).toBe(200);
    expect((await agnes('GET', at)).conversation.unread).toBe(1);
    const stranger = await as('elsewhere', 'olga', 'admin');
    for (const other of [abel, rob, stranger])
      for (const [method, path, body] of [
        ['GET', at],
        ['GET', `${at}/messages`],
        ['POST', `${at}/messages`, { body: 'hi', clientId: 'x' }],
        ['PATCH', at, { state: 'closed' }],
        ['DELETE', `${at}/messages/2`],
        ['POST', `${at}/read`, { offset: 1 }],
      ] as const)
        expect(await other(method, path, body)).toMatchObject({
          status: 404,
          detail: `no conversation ${conversation.conversationId} that you may see`,
        });
    const listed = async (who: typeof rita) =>
      ((await who('GET', '/conversations')).json as { items: Conversation[] }).items.length;
    expect(await Promise.all([olga, agnes, abel, rita, rob].map(listed))).toEqual([1, 1, 0, 1, 0]);
    expect((await rob('GET', '/conversations?participantId=rita')).json).toEqual({
      items: [],
      nextCursor: null,
    });
    expect((await abel('GET', '/companies/cabs')).status).toBe(404);
    expect((await rita('GET', '/companies')).status).toBe(403);
  });

  it('[P82] goes from open to closed and is opened again by a message of the customer', async () => {
    const { olga, agnes, rita, at } = await talk('states');
    expect((await agnes('PATCH', at, { assignedTo: 'agnes' })).conversation.assignedTo).toBe('agnes');
    expect(await olga('PATCH', at, { assignedTo: 'abel' })).toMatchObject({
      status: 400,
      detail: 'assignedTo: abel is no agent of company cabs; its agents are agnes',
    });
    expect((await rita('PATCH', at, { state: 'closed' })).status).toBe(403);
    expect((await agnes('PATCH', at, { state: 'closed' })).conversation.state).toBe('closed');
    expect(await agnes('PATCH', at, { assignedTo: null })).toMatchObject({
      status: 409,
      detail: expect.stringContaining('Possible: close, reopen'),
    });
    await agnes('POST', `${at}/messages`, { body: 'Done.', clientId: 'a-1' });
    expect((await rita('GET', at)).conversation.state).toBe('closed');
    await rita('POST', `${at}/messages`, { body: 'No!', clientId: 'm-2' });
    expect((await rita('GET', at)).conversation.state).toBe('open');
  });

  it('takes in whom somebody knows, and lets go of who wants to', async () => {
    const { olga, agnes, rita, rob, at } = await talk('people');
    expect(await agnes('POST', `${at}/participants`, { participantId: 'nemo' })).toMatchObject({
      status: 400,
      detail: expect.stringContaining('nobody here is nemo'),
    });
    await olga('PUT', '/registry/drivers/dan', { name: 'Dan' });
    const { conversation } = await agnes('POST', `${at}/participants`, { participantId: 'dan' });
    expect(conversation.participants).toContainEqual(
      expect.objectContaining({ participantId: 'dan', kind: 'member', name: 'Dan' }),
    );
    const dan = await as('people', 'dan', 'driver');
    const said = await dan('POST', `${at}/messages`, { body: 'I have it', clientId: 'd-1' });
    expect(said.message).toMatchObject({ senderName: 'Dan', senderKind: 'member' });
    expect((await rita('DELETE', `${at}/participants/dan`)).status).toBe(403);
    expect((await rita('POST', `${at}/participants`, { participantId: 'rob' })).status).toBe(403);
    expect((await agnes('DELETE', `${at}/participants/rob`)).status).toBe(404);
    expect((await dan('DELETE', `${at}/participants/dan`)).status).toBe(200);
    expect((await dan('GET', at)).status).toBe(404);
    expect((await rob('POST', '/conversations', { participants: [{ participantId: 'rita' }] })).status).toBe(
      403,
    );
    expect((await agnes('POST', '/conversations', { companyId: 'cabs' })).detail).toContain('participants:');
  });

  it('[P83] has each message once; of its own one edits, deletes and reacts', async () => {
    const { agnes, rita, at } = await talk('messages');
    const once = { body: 'twice', clientId: 'm-2' };
    const [first, again] = [
      await rita('POST', `${at}/messages`, once),
      await rita('POST', `${at}/messages`, once),
    ];
    expect([first.status, again.message.offset]).toEqual([201, first.message.offset]);
    const one = `${at}/messages/${first.message.offset}`;
    expect((await rita('PATCH', one, { body: 'once' })).message).toMatchObject({ body: 'once' });
    expect((await agnes('PATCH', one, { body: 'mine' })).status).toBe(403);
    expect((await agnes('PUT', `${one}/reaction`, { emoji: '👍' })).message.reactions).toEqual([
      { emoji: '👍', by: 'agnes' },
    ]);
    expect((await rita('GET', '/messages/search?q=once')).json).toMatchObject({
      items: [{ message: { body: 'once' } }],
    });
    expect((await agnes('DELETE', one)).message).toMatchObject({ body: '', deletedAt: expect.any(String) });
    expect((await rita('PATCH', one, { body: 'back' })).status).toBe(409);
    const page = (await rita('GET', `${at}/messages?limit=1`)).json;
    expect(page).toMatchObject({ items: [{ offset: first.message.offset }], after: null });
  });

  it('[P80] is read up to an offset, never back, and never ahead of its log', async () => {
    const { agnes, rita, at } = await talk('reading');
    const sent = [];
    for (const body of ['one', 'two'])
      sent.push((await rita('POST', `${at}/messages`, { body, clientId: body })).message.offset);
    const [first, second] = sent;
    const read = async (offset: unknown) => (await agnes('POST', `${at}/read`, { offset })).json;
    expect((await agnes('POST', `${at}/read`, { offset: 500 })).detail).toContain('whose newest event');
    expect(await read(first)).toEqual({ readUpTo: first, unread: 1 });
    expect(await read(second)).toEqual({ readUpTo: second, unread: 0 });
    expect(await read(first)).toEqual({ readUpTo: second, unread: 0 });
  });

  it('[P83] forgets a person', async () => {
    const { agnes, rita, at } = await talk('erasing');
    const ada = await as('erasing', 'ada', 'admin');
    expect((await agnes('DELETE', '/participants/rita')).status).toBe(403);
    const token = await tokenOf({ tenant: 'erasing', subject: 'ada', roles: ['admin'] });
    const file = await fetch(`${server.url}/api/participants/rita/export`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const lines = (await file.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual(['conversation', 'message']);
    expect((await ada('DELETE', '/participants/rita')).json).toEqual({ conversations: 1, messages: 1 });
    expect((await rita('GET', at)).status).toBe(404);
    const kept = (await agnes('GET', `${at}/messages`)).json;
    expect(kept).toMatchObject({ items: [{ body: '', senderId: 'erased' }] });
  });
});

describe('refused, with what is accepted', () => {
  it.each<[string, unknown, number, string]>([
    ['/messages', { body: 'x'.repeat(16_385), clientId: 'a' }, 413, 'body: takes 16384 bytes of UTF-8'],
    ['/messages', { body: '€'.repeat(6000), clientId: 'a' }, 413, 'got 18000'],
    ['/messages', { body: ' ', clientId: 'a' }, 400, 'body: takes at least one character'],
    ['/messages', { body: 'x' }, 400, 'clientId'],
    ['/messages', { body: 'x', clientId: 'a b' }, 400, 'clientId: takes 1–64 characters'],
    ['/messages', { body: 'x', clientId: 'a', replyTo: 99 }, 400, 'replyTo: conversation'],
    [
      '/messages',
      { body: 'x', clientId: 'a', attachments: [{ url: 'ftp://x', name: 'x' }] },
      400,
      'takes an http or https address',
    ],
    ['/read', { offset: -1 }, 400, 'offset'],
    ['/participants', { participantId: 'a b' }, 400, 'participantId'],
  ])('POST %s %j', async (path, body, status, says) => {
    const { rita, at } = await talk(`bad-${status}-${path.slice(1)}`);
    expect(await rita('POST', `${at}${path}`, body)).toMatchObject({
      status,
      detail: expect.stringContaining(says),
    });
  });

  it('more messages a minute than the company takes', async () => {
    const { rita, at } = await talk('hurry');
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++)
      statuses.push((await rita('POST', `${at}/messages`, { body: 'x', clientId: `h-${n}` })).status);
    expect(statuses).toEqual([...Array(29).fill(201), 429]);
  });
});
