import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationFilter, ReadConversation } from '../ports/conversations.ts';
import {
  ANA,
  type ConversationSubject,
  DAN,
  OLGA,
  sampleConversation,
  sampleMessage,
  sendTo,
} from './conversation-samples.ts';
import { newTenant } from './order-samples.ts';

/** What the port `Conversations` promises of reading: pages of conversations and of messages, and search. */
export function conversationPagesSuite(name: string, open: () => Promise<ConversationSubject>): void {
  describe(`reading conversations: ${name}`, () => {
    let subject: ConversationSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('V6 pages messages from the newest, before and after an offset', async () => {
      const tenant = newTenant();
      await subject.conversations.open(sampleConversation(tenant));
      for (const clientId of ['a', 'b', 'c', 'd', 'e'])
        await sendTo(subject, tenant, ANA, sampleMessage(clientId));
      const page = async (...[where, limit]: [{ before?: number; after?: number }, number]) => {
        const { items, ...more } = await subject.conversations.messages(tenant, 'c-1', where, limit);
        return [items.map(({ clientId }) => clientId).join(''), more.moreBefore, more.moreAfter];
      };
      expect(await page({}, 2)).toEqual(['de', true, false]);
      expect(await page({ before: 5 }, 2)).toEqual(['bc', true, true]);
      expect(await page({ before: 3 }, 2)).toEqual(['a', false, true]);
      expect(await page({ after: 0 }, 5)).toEqual(['abcde', false, false]);
      expect(await page({ after: 2 }, 2)).toEqual(['bc', true, true]);
      expect(await page({ after: 4 }, 2)).toEqual(['de', true, false]);
      expect(await page({ after: 6 }, 2)).toEqual(['', false, false]);
      expect(await page({ before: Number.MAX_SAFE_INTEGER }, 9)).toEqual(['abcde', false, false]);
    });

    const desk = async (tenant: string) => {
      const { conversations } = subject;
      const about = { type: 'trip', id: 't-1' } as const;
      const openOne = (conversationId: string, more: Partial<ReturnType<typeof sampleConversation>> = {}) =>
        conversations.open(sampleConversation(tenant, { conversationId, ...more }));
      await openOne('a', { about });
      await openOne('b', { companyId: 'shop', participants: [DAN], by: DAN });
      await openOne('c', { companyId: 'shop' });
      await openOne('d', { companyId: 'depot', participants: [ANA, DAN] });
      await sendTo(subject, tenant, ANA, sampleMessage('1'), 'a');
      await conversations.change(tenant, 'b', OLGA, () => ({ set: { state: 'closed' } }));
      await conversations.change(tenant, 'c', OLGA, () => ({ set: { assignedTo: 'olga' } }));
      await sendTo(subject, tenant, DAN, sampleMessage('2'), 'd');
      await conversations.read(tenant, 'd', OLGA, 2);
    };

    it('pages conversations of the newest messages first, by company, state, agent, person and matter', async () => {
      const tenant = newTenant();
      await desk(tenant);
      const read = (filter: ConversationFilter, limit = 9, after?: ReadConversation) =>
        subject.conversations.page(tenant, 'olga', filter, limit, after);
      const page = async (...asked: Parameters<typeof read>) =>
        (await read(...asked)).map(({ conversationId }) => conversationId).join('');
      const all = await read({});
      expect(all.map(({ conversationId, unread }) => [conversationId, unread])).toEqual([
        ...[['d', 0] as const, ['c', 0] as const, ['b', 0] as const, ['a', 1] as const],
      ]);
      expect(all[0]).toEqual(await subject.conversations.get(tenant, 'd', 'olga'));
      expect(await page({}, 2, all[0])).toBe('cb');
      expect(await page({ companyIds: ['shop'] })).toBe('cb');
      expect(await page({ companyIds: ['shop', 'office'] }, 2)).toBe('cb');
      expect(await page({ companyIds: [] })).toBe('');
      expect(await page({ state: 'open' })).toBe('dca');
      expect(await page({ state: 'closed', companyIds: ['shop'] })).toBe('b');
      expect(await page({ assignedTo: 'olga' })).toBe('c');
      expect(await page({ assignedTo: 'none' })).toBe('dba');
      expect(await page({ participantId: 'dan' })).toBe('db');
      expect(await page({ participantId: 'olga' })).toBe('');
      expect(await page({ about: { type: 'trip', id: 't-1' } })).toBe('a');
      expect(await page({ unreadOnly: true })).toBe('a');
    });

    it('counts unread messages of others up to 1,000', async () => {
      const tenant = newTenant();
      await subject.conversations.open(sampleConversation(tenant));
      await sendTo(subject, tenant, OLGA, sampleMessage('own'));
      await subject.fill(tenant, 'c-1', 'ana', 1002);
      const unread = async (reader: string) =>
        (await subject.conversations.get(tenant, 'c-1', reader))?.unread;
      expect([await unread('ana'), await unread('olga')]).toEqual([1, 1000]);
      expect(await subject.conversations.read(tenant, 'c-1', OLGA, 1000)).toMatchObject({ unread: 4 });
    });

    it('finds messages by all of the words, the last of which may be a beginning, newest first', async () => {
      const tenant = newTenant();
      const { conversations } = subject;
      await conversations.open(sampleConversation(tenant));
      await conversations.open(
        sampleConversation(tenant, {
          ...{ conversationId: 'c-2', companyId: 'shop', by: DAN, participants: [DAN] },
        }),
      );
      const say = (body: string, conversationId = 'c-1') =>
        sendTo(subject, tenant, ANA, sampleMessage(body.slice(0, 9), { body }), conversationId);
      await say('The red umbrella was left on the bus');
      await say('A red bag');
      await say('Red umbrellas are sold here', 'c-2');
      const find = async (words: string, where: Parameters<typeof conversations.search>[2] = {}, most = 9) =>
        (await conversations.search(tenant, words, where, most)).map(
          ({ message }) => `${message.conversationId} ${message.offset}`,
        );
      expect(await find('umbrella RED')).toEqual(['c-1 2']);
      // Within a millisecond nobody was first.
      expect((await find('red umbr')).sort()).toEqual(['c-1 2', 'c-2 2']);
      expect(await find('red', { conversationId: 'c-1' }, 1)).toEqual(['c-1 3']);
      expect(await find('red', { companyIds: ['shop'] })).toEqual(['c-2 2']);
      expect(await find('red', { conversationId: 'c-1' })).toEqual(['c-1 3', 'c-1 2']);
      expect(await find('red', { participantId: 'dan' })).toEqual(['c-2 2']);
      for (const none of ["'", ':* & |', '!!!', 'green', "red' | 'green"])
        expect(await find(none)).toEqual([]);
      const [found] = await conversations.search(tenant, 'sold', {}, 1);
      expect(found?.snippet).toContain('are sold here');
    });
  });
}
