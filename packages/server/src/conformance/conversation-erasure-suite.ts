import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Party } from '../ports/conversations.ts';
import {
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

/** What the port `Conversations` promises of a person's data: it is all given out, and all erased. */
export function conversationErasureSuite(name: string, open: () => Promise<ConversationSubject>): void {
  describe(`export and erasure: ${name}`, () => {
    let subject: ConversationSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    /** Eve, whose id, name and words stand nowhere else: in two conversations, and a reaction in a third. */
    const spread = async (tenant: string) => {
      const eve: Party = { id: `eve-${tenant}`, kind: 'customer', name: `Name${tenant}` };
      const { conversations } = subject;
      const words = `words${tenant}`;
      const attachments = [{ url: `https://x.example/${words}.png`, name: words }];
      const message = sampleMessage(words.slice(-40), { body: words, attachments });
      const facts = { title: words, by: eve, participants: [eve, DAN], message };
      await conversations.open(sampleConversation(tenant, facts));
      await conversations.open(
        sampleConversation(tenant, { conversationId: 'c-2', by: DAN, participants: [DAN] }),
      );
      for (const conversationId of ['c-1', 'c-2'])
        await sendTo(subject, tenant, DAN, sampleMessage('d'), conversationId);
      await sendTo(subject, tenant, eve, sampleMessage('e', { body: words }), 'c-2');
      await sendTo(subject, tenant, DAN, sampleMessage('f', { replyTo: 3 }), 'c-2');
      await conversations.changeMessage(tenant, 'c-2', 3, DAN, () => ({ change: 'reacted', emoji: '+' }));
      await conversations.open(
        sampleConversation(tenant, { conversationId: 'c-3', by: DAN, participants: [DAN] }),
      );
      await sendTo(subject, tenant, DAN, sampleMessage('g'), 'c-3');
      for (const [by, emoji] of [
        [OLGA, '!'],
        [eve, '?'],
      ] as const)
        await conversations.changeMessage(tenant, 'c-3', 2, by, () => ({ change: 'reacted', emoji }));
      await conversations.read(tenant, 'c-1', eve, 3);
      await conversations.change(tenant, 'c-3', OLGA, () => ({ set: { assignedTo: eve.id } }));
      return { eve, words };
    };

    it('gives out the conversations of a person and what it said in any', async () => {
      const tenant = newTenant();
      const { eve, words } = await spread(tenant);
      const lines: string[] = [];
      for await (const { kind, value } of subject.other.conversations.export(tenant, eve.id))
        lines.push(
          `${kind} ${value.conversationId}${'offset' in value ? ` ${value.offset} ${value.body}` : ''}`,
        );
      expect(lines).toEqual([...['conversation c-1', `message c-1 2 ${words}`, `message c-2 3 ${words}`]]);
    });

    it('gives out what is more than a piece, whole and once', async () => {
      const tenant = newTenant();
      await subject.conversations.open(sampleConversation(tenant));
      await subject.fill(tenant, 'c-1', 'dan', 600);
      const seen: number[] = [];
      for await (const { kind, value } of subject.conversations.export(tenant, 'dan'))
        if (kind === 'message') seen.push(value.offset);
      expect(seen).toEqual(Array.from({ length: 600 }, (_, n) => n + 2));
      expect(await subject.conversations.erase(tenant, 'dan')).toEqual({ conversations: 1, messages: 600 });
      expect((await logOf(subject, tenant)).map(({ offset }) => offset)).toEqual(
        Array.from({ length: 1 + 600 + 600 + 1 }, (_, n) => n + 1),
      );
    });

    it('V5 erases texts, names, attachments and who it was from every table, and keeps the places', async () => {
      const tenant = newTenant();
      const { eve, words } = await spread(tenant);
      const before = await Promise.all(['c-1', 'c-2', 'c-3'].map((id) => logOf(subject, tenant, id)));
      expect(await subject.tablesWith(words)).toEqual(['conversations', 'messages']);
      const told = await toldDuring(subject, tenant, async () => {
        expect(await subject.conversations.erase(tenant, eve.id)).toEqual({ conversations: 3, messages: 2 });
      });
      for (const left of [words, eve.id, `Name${tenant}`]) expect(await subject.tablesWith(left)).toEqual([]);
      const after = await Promise.all(['c-1', 'c-2', 'c-3'].map((id) => logOf(subject, tenant, id)));
      for (const [index, log] of after.entries()) {
        expect(log.map(({ offset }) => offset)).toEqual(log.map((_, n) => n + 1));
        expect(log.slice(0, before[index]?.length).map(({ event }) => event)).toEqual(
          before[index]?.map(({ event }) => event),
        );
      }
      expect(after[1]?.[2]?.data).toMatchObject({
        ...{ offset: 3, body: '', attachments: [], reactions: [], senderId: 'erased', senderName: null },
        ...{ senderKind: 'customer', deletedAt: expect.any(String) },
      });
      // What others said stays.
      expect(after[1]?.[3]?.data).toMatchObject({ body: 'Words of f', replyTo: 3, senderId: 'dan' });
      expect(after[2]?.[1]?.data).toMatchObject({
        reactions: [
          { emoji: '!', by: 'olga' },
          { emoji: '?', by: 'erased' },
        ],
      });
      const own = told.filter(({ topic }) => topic.family === 'conversation');
      expect(own.map(({ topic, event }) => `${topic.id} ${event}`)).toEqual([
        ...['c-1 message:changed', 'c-1 conversation:update', 'c-2 message:changed'],
        ...['c-2 conversation:update', 'c-3 message:changed', 'c-3 conversation:update'],
      ]);
      expect(own.map(({ data }) => data)).toEqual(
        after.flatMap((log, index) => log.slice(before[index]?.length).map(({ data }) => data)),
      );
      const [first, , third] = await Promise.all(
        ['c-1', 'c-2', 'c-3'].map((id) => subject.conversations.get(tenant, id, 'dan')),
      );
      expect(first).toMatchObject({ title: null, createdBy: 'erased' });
      expect(first?.participants.map(({ participantId, name: called }) => [participantId, called])).toEqual([
        ...[['dan', null] as const, ['erased', null] as const],
      ]);
      expect(third).toMatchObject({ assignedTo: null });
    });

    it('V5 what of it waits to be told is told without it', async () => {
      const tenant = newTenant();
      const { eve, words } = await spread(tenant);
      await subject.conversations.erase(tenant, eve.id);
      await subject.age(6);
      const taken = await takeAll(subject.other, tenant);
      expect(taken.length).toBeGreaterThan(20);
      const text = JSON.stringify(taken);
      for (const left of [words, eve.id, `Name${tenant}`]) expect(text).not.toContain(`"${left}`);
    });

    it('erasing again finds nothing, and two persons may be erased of one conversation', async () => {
      const tenant = newTenant();
      const { eve } = await spread(tenant);
      for (const id of [eve.id, 'dan']) await subject.conversations.erase(tenant, id);
      expect(await subject.conversations.erase(tenant, eve.id)).toEqual({ conversations: 0, messages: 0 });
      const found = await subject.conversations.get(tenant, 'c-1', 'x');
      expect(found?.participants.map(({ participantId }) => participantId)).toEqual(['erased']);
      expect(found?.unread).toBe(0);
    });
  });
}
