import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationNews, StoredConversation } from '../ports/conversations.ts';
import {
  ANA,
  type ConversationSubject,
  DAN,
  logOf,
  OLGA,
  sampleConversation,
  sampleMessage,
  sendTo,
  takeAll,
  toldDuring,
} from './conversation-samples.ts';
import { newTenant } from './order-samples.ts';

const shown = ({ topic, event, position }: { topic: object; event: string; position: object | null }) => [
  Object.values(topic).slice(1).join(':'),
  event,
  position === null ? null : Object.values(position)[1],
];

/** What the port `Conversations` promises of one thing after another; see also the suites of races, reading and erasing. */
export function conversationsSuite(name: string, open: () => Promise<ConversationSubject>): void {
  describe(`conversations: ${name}`, () => {
    let subject: ConversationSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    /** Ana has opened c-1 and said something in it: offsets 1 and 2. */
    const opened = async (tenant = newTenant()) => {
      await subject.conversations.open(sampleConversation(tenant, { message: sampleMessage('first') }));
      return tenant;
    };

    it('V1 gives back what was opened, with its people and its first message', async () => {
      const tenant = newTenant();
      const about = { type: 'order', id: 'o-1' } as const;
      const message = sampleMessage('m', {
        attachments: [{ url: 'https://x.example/a.png', name: 'A', mediaType: 'image/png', sizeBytes: 7 }],
      });
      const facts = { title: 'A bag', about, participants: [ANA, DAN], message };
      const answer = await subject.conversations.open(sampleConversation(tenant, facts));
      expect(answer).toMatchObject({
        outcome: 'opened',
        conversation: {
          ...{ tenant, conversationId: 'c-1', companyId: 'office', state: 'open', title: 'A bag', about },
          ...{ assignedTo: null, createdBy: 'ana', closedAt: null, revision: 2 },
          participants: [
            { participantId: 'ana', kind: 'customer', name: 'Ana Lys', readUpTo: 0 },
            { participantId: 'dan', kind: 'member', name: null, readUpTo: 0 },
          ],
          lastMessage: {
            ...message,
            ...{ offset: 2, senderId: 'ana', senderName: 'Ana Lys', senderKind: 'customer', reactions: [] },
          },
        },
      });
      const { conversation } = answer as { conversation: StoredConversation };
      expect(await subject.other.conversations.get(tenant, 'c-1', 'ana')).toEqual({
        ...conversation,
        unread: 0,
      });
      expect(await subject.conversations.get(tenant, 'c-1', 'dan')).toMatchObject({ unread: 1 });
      expect(await subject.conversations.open(sampleConversation(tenant, facts))).toEqual({
        outcome: 'again',
        conversation,
      });
      expect(await subject.conversations.open(sampleConversation(tenant, { by: DAN }))).toEqual({
        outcome: 'id-taken',
      });
      expect(await subject.conversations.get(tenant, 'none', 'ana')).toBeUndefined();
    });

    it('V1 numbers what happens from 1, and tells followers of the conversation and of the company', async () => {
      const tenant = newTenant();
      const { conversations } = subject;
      const news: ConversationNews[] = [];
      const end = conversations.onChanged((one) => void news.push(one));
      const told = await toldDuring(subject, tenant, async () => {
        await opened(tenant);
        await sendTo(subject, tenant, OLGA, sampleMessage('b', { replyTo: 2 }));
        await conversations.read(tenant, 'c-1', OLGA, 2);
        await conversations.changeMessage(tenant, 'c-1', 2, OLGA, () => ({ change: 'reacted', emoji: '+' }));
        await conversations.change(tenant, 'c-1', OLGA, () => ({ set: { assignedTo: 'olga' } }));
      });
      end();
      expect(told.map(shown)).toEqual([
        ['conversation:c-1', 'conversation:update', 1],
        ['company:office', 'conversation:update', null],
        ['conversation:c-1', 'message:new', 2],
        ['company:office', 'message:new', null],
        ['conversation:c-1', 'message:new', 3],
        ['company:office', 'message:new', null],
        ['conversation:c-1', 'message:read', 4],
        ['conversation:c-1', 'message:changed', 5],
        ['conversation:c-1', 'conversation:update', 6],
        ['company:office', 'conversation:update', null],
      ]);
      const mine = news.filter(
        (one) => ('message' in one ? one.message : one.conversation).tenant === tenant,
      );
      expect(mine.map(({ what }) => what)).toEqual(['opened', 'message', 'message', 'changed']);
      const log = await logOf(subject.other, tenant);
      expect(log.map(({ offset, event }) => [offset, event])).toEqual(
        told.flatMap(({ event, position }) => (position === null ? [] : [[position.offset, event]])),
      );
      // As they are now: of messages only the first has changed since it was told, by a reaction.
      expect(log[2]?.data).toEqual(told[4]?.data);
      expect(log[3]?.data).toEqual({ conversationId: 'c-1', participantId: 'olga', readUpTo: 2 });
      expect(log[4]?.data).toEqual(told[7]?.data);
      expect(log[4]?.data).toEqual({ conversationId: 'c-1', message: log[1]?.data });
      expect(log[5]?.data).toEqual(told[8]?.data);
      expect(told[5]?.data).toMatchObject({ companyId: 'office', conversationOffset: 3, clientId: 'b' });
      const topic = { tenant, family: 'conversation', id: 'c-1' } as const;
      expect(await subject.conversationLog.position(topic)).toEqual({
        ...{ offset: 6, epoch: told[0]?.position?.epoch },
      });
      expect(await subject.conversationLog.after(topic, 3, 2)).toEqual(log.slice(3, 5));
      expect(await subject.conversationLog.position({ ...topic, id: 'none' })).toMatchObject({ offset: 0 });
    });

    it('X1 what its server does not tell another takes, as it is then', async () => {
      const tenant = newTenant();
      const told = await toldDuring(subject, tenant, async () => {
        await opened(tenant);
        await subject.conversations.read(tenant, 'c-1', OLGA, 2);
      });
      await subject.age(6);
      const taken = await takeAll(subject.other, tenant);
      expect(taken.map(shown)).toEqual(told.map(shown));
      expect(taken.slice(2)).toEqual(told.slice(2));
    });

    it('V2 a message that is sent again is the same, and takes no offset', async () => {
      const tenant = await opened();
      const message = sampleMessage('twice');
      const sent = await sendTo(subject, tenant, ANA, message);
      const again = () => subject.other.conversations.send(tenant, 'c-1', ANA, sampleMessage('twice'));
      expect(await again()).toEqual({ outcome: 'again', message: sent });
      expect(await toldDuring(subject.other, tenant, again)).toEqual([]);
      expect(await sendTo(subject, tenant, OLGA, sampleMessage('twice'))).toMatchObject({ offset: 4 });
      expect(await subject.conversations.get(tenant, 'c-1', 'ana')).toMatchObject({ revision: 4 });
    });

    it('sends nothing to a conversation that is not, nor in answer to what is no message', async () => {
      const tenant = await opened();
      const { conversations } = subject;
      expect(await conversations.send(tenant, 'none', ANA, sampleMessage('m'))).toEqual({
        outcome: 'absent',
      });
      for (const replyTo of [1, 3])
        expect(await conversations.send(tenant, 'c-1', ANA, sampleMessage('m', { replyTo }))).toEqual({
          outcome: 'no-such-reply',
        });
      expect(await logOf(subject, tenant)).toHaveLength(2);
    });

    it('V3 what was read stays read, and nothing is read ahead of the newest', async () => {
      const tenant = await opened();
      await sendTo(subject, tenant, ANA, sampleMessage('b'));
      const read = (offset: number) => subject.conversations.read(tenant, 'c-1', OLGA, offset);
      expect(await read(0)).toEqual({ readUpTo: 0, unread: 2, revision: 3 });
      expect(await read(2)).toEqual({ readUpTo: 2, unread: 1, revision: 4 });
      expect(await read(5)).toEqual({ readUpTo: 2, unread: 1, revision: 4 });
      expect(await read(4)).toEqual({ readUpTo: 3, unread: 0, revision: 5 });
      for (const offset of [1, 3, 99])
        expect(await read(offset)).toEqual({ readUpTo: 3, unread: 0, revision: 5 });
      expect(await subject.conversations.read(tenant, 'none', OLGA, 1)).toBeUndefined();
      // An agent who read it stands beside those who take part, and is none of them.
      const found = await subject.conversations.get(tenant, 'c-1', 'olga');
      expect(found?.participants.map(({ participantId, readUpTo }) => [participantId, readUpTo])).toEqual([
        ['ana', 0],
        ['olga', 3],
      ]);
      const parties = await subject.conversations.parties(tenant, 'c-1');
      expect(parties?.companyId).toBe('office');
      expect([...(parties?.participants ?? [])]).toMatchObject([['ana', { kind: 'customer' }]]);
      expect(await subject.conversations.parties(tenant, 'c-1')).toEqual({
        companyId: 'office',
        participants: new Map([['ana', ANA]]),
      });
    });

    it('V4 changes what was decided, and nothing when that is none or throws', async () => {
      const tenant = await opened();
      const { conversations } = subject;
      const change = (...[step]: [Parameters<typeof conversations.change>[3]]) =>
        conversations.change(tenant, 'c-1', OLGA, step);
      const before = await change(() => undefined);
      const refuse = () => {
        throw new RangeError('no');
      };
      await expect(change(refuse)).rejects.toThrow('no');
      await expect(conversations.changeMessage(tenant, 'c-1', 2, OLGA, refuse)).rejects.toThrow('no');
      expect(await change(() => ({ set: { state: 'open' }, add: ANA, remove: 'nobody' }))).toEqual(before);
      expect(await conversations.change(tenant, 'none', OLGA, refuse)).toBeUndefined();
      expect(await conversations.changeMessage(tenant, 'c-1', 1, OLGA, refuse)).toBeUndefined();
      const closed = await change(() => ({ set: { state: 'closed', title: 'Found' }, add: DAN }));
      expect(closed).toMatchObject({ state: 'closed', title: 'Found', revision: 3 });
      expect(closed?.closedAt).toBe(closed?.updatedAt);
      expect(
        await change(({ participants }) => ({ remove: participants[1]?.participantId ?? '' })),
      ).toMatchObject({
        ...{ revision: 4, state: 'closed', closedAt: closed?.closedAt },
        participants: [{ participantId: 'ana' }],
      });
      expect(await change(() => ({ set: { state: 'pending' } }))).toMatchObject({ closedAt: null });
    });

    it('V4 edits, and keeps one reaction of each', async () => {
      const tenant = await opened();
      const { conversations } = subject;
      const edited = await conversations.changeMessage(tenant, 'c-1', 2, ANA, ({ body }) => ({
        ...{ change: 'edited', body: `${body}, mended` },
      }));
      expect(edited).toMatchObject({ offset: 2, body: 'Words of first, mended', deletedAt: null });
      expect(edited?.editedAt).toBeGreaterThanOrEqual(edited?.sentAt ?? 0);
      const react = async (by: typeof ANA, emoji: string | null) =>
        (await conversations.changeMessage(tenant, 'c-1', 2, by, () => ({ change: 'reacted', emoji })))
          ?.reactions;
      expect(await react(ANA, '+')).toEqual([{ emoji: '+', by: 'ana' }]);
      await react(OLGA, '!');
      expect(await react(ANA, '-')).toEqual([
        { emoji: '!', by: 'olga' },
        { emoji: '-', by: 'ana' },
      ]);
      expect(await react(OLGA, null)).toEqual([{ emoji: '-', by: 'ana' }]);
      expect(await conversations.get(tenant, 'c-1', 'ana')).toMatchObject({ revision: 7 });
    });

    it('V5 what is deleted is in no table, its place stays, and it counts as unread no more', async () => {
      const tenant = await opened();
      const secret = `secret${tenant}`;
      await sendTo(subject, tenant, ANA, sampleMessage('b', { body: secret }));
      expect(await subject.tablesWith(secret)).toEqual(['messages']);
      const gone = await subject.conversations.changeMessage(tenant, 'c-1', 3, ANA, () => ({
        change: 'deleted',
      }));
      expect(gone).toMatchObject({ offset: 3, body: '', attachments: [], deletedAt: expect.any(Number) });
      expect(await subject.tablesWith(secret)).toEqual([]);
      expect(await subject.conversations.get(tenant, 'c-1', 'olga')).toMatchObject({ unread: 1 });
      expect((await logOf(subject, tenant)).map(({ event }) => event)).toEqual([
        ...['conversation:update', 'message:new', 'message:new', 'message:changed'],
      ]);
    });

    it('V8 a message of a customer or member opens again what was closed or pending, and is told so', async () => {
      const tenant = await opened();
      const { conversations } = subject;
      const set = (state: 'closed' | 'pending') =>
        conversations.change(tenant, 'c-1', OLGA, () => ({ set: { state } }));
      await set('closed');
      await sendTo(subject, tenant, OLGA, sampleMessage('a'));
      expect(await conversations.get(tenant, 'c-1', 'ana')).toMatchObject({ state: 'closed', revision: 4 });
      const told = await toldDuring(subject, tenant, () => sendTo(subject, tenant, ANA, sampleMessage('b')));
      expect(told.map(shown)).toEqual([
        ['conversation:c-1', 'message:new', 5],
        ['company:office', 'message:new', null],
        ['conversation:c-1', 'conversation:update', 6],
        ['company:office', 'conversation:update', null],
      ]);
      expect(told[2]?.data).toMatchObject({ state: 'open', closedAt: null, revision: 6 });
      await set('pending');
      await sendTo(subject, tenant, DAN, sampleMessage('c'));
      expect(await conversations.get(tenant, 'c-1', 'ana')).toMatchObject({ state: 'open', revision: 9 });
    });

    it('V7 keeps tenants apart', async () => {
      const [mine, theirs] = [await opened(), await opened()];
      await sendTo(subject, mine, ANA, sampleMessage('b'));
      expect(await logOf(subject, theirs)).toHaveLength(2);
      const none = newTenant();
      expect(await subject.conversations.get(none, 'c-1', 'ana')).toBeUndefined();
      expect(await subject.conversations.parties(none, 'c-1')).toBeUndefined();
      expect(await subject.conversations.page(none, 'ana', {}, 9)).toEqual([]);
      expect((await subject.conversations.messages(none, 'c-1', {}, 9)).items).toEqual([]);
      expect(await subject.conversations.search(none, 'words', {}, 9)).toEqual([]);
      expect(await subject.conversations.erase(none, 'ana')).toEqual({ conversations: 0, messages: 0 });
    });
  });
}
