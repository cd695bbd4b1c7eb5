import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sending } from '../ports/conversations.ts';
import {
  ANA,
  type ConversationSubject,
  DAN,
  logOf,
  OLGA,
  sampleConversation,
  sampleMessage,
  toldDuring,
} from './conversation-samples.ts';
import { newTenant } from './order-samples.ts';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const upTo = (count: number): number[] => many(count, (n) => n + 1);

/** What the port `Conversations` promises when many ask at the same moment, of two servers. */
export function conversationRacesSuite(name: string, open: () => Promise<ConversationSubject>): void {
  describe(`races in conversations: ${name}`, () => {
    let subject: ConversationSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const server = (index: number) => (index % 2 === 0 ? subject : subject.other);
    const opened = async () => {
      const tenant = newTenant();
      await subject.conversations.open(sampleConversation(tenant));
      return tenant;
    };

    it('V1 twenty who send at once get places without a gap, and each its own in order', async () => {
      const tenant = await opened();
      const work = () =>
        Promise.all(
          many(20, async (n) => {
            const by = { ...DAN, id: `dan-${n}` };
            const offsets: number[] = [];
            for (const clientId of ['a', 'b', 'c', 'd', 'e']) {
              const answer = await server(n).conversations.send(tenant, 'c-1', by, sampleMessage(clientId));
              if (answer.outcome === 'sent') offsets.push(answer.message.offset);
            }
            return offsets;
          }),
        );
      let sent: number[][] = [];
      const told = await toldDuring(subject, tenant, () =>
        toldDuring(subject.other, tenant, async () => {
          sent = await work();
        }).then((others) => void all.push(...others)),
      ).then((mine) => [...mine, ...all]);
      for (const offsets of sent) expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(sent.flat().sort((a, b) => a - b)).toEqual(upTo(101).slice(1));
      expect((await logOf(subject, tenant)).map(({ offset }) => offset)).toEqual(upTo(101));
      const places = told.flatMap(({ position }) => (position === null ? [] : [position.offset]));
      expect(places.sort((a, b) => a - b)).toEqual(upTo(101).slice(1));
    });
    const all: Awaited<ReturnType<typeof toldDuring>> = [];

    it('V2 one message that is sent ten times at once, over two servers, is there once', async () => {
      const tenant = await opened();
      const answers: Sending[] = await Promise.all(
        many(30, (n) =>
          server(n).conversations.send(tenant, 'c-1', ANA, sampleMessage(`m-${Math.floor(n / 10)}`)),
        ),
      );
      const counts = { sent: 0, again: 0 };
      for (const { outcome } of answers) counts[outcome === 'sent' ? 'sent' : 'again']++;
      expect(counts).toEqual({ sent: 3, again: 27 });
      const messages = answers.flatMap((answer) => ('message' in answer ? [answer.message] : []));
      expect(new Set(messages.map(({ clientId, messageId }) => `${clientId} ${messageId}`)).size).toBe(3);
      expect((await logOf(subject, tenant)).map(({ offset }) => offset)).toEqual(upTo(4));
    });

    it('V1 V3 V4 what happens at once of all kinds is numbered without a gap, and reading never goes back', async () => {
      const tenant = await opened();
      const stands: number[] = [];
      await Promise.all(
        many(40, async (n) => {
          const { conversations } = server(n);
          if (n % 4 === 0) await conversations.send(tenant, 'c-1', ANA, sampleMessage(`m-${n}`));
          if (n % 4 === 1) {
            const read = await conversations.read(tenant, 'c-1', OLGA, n);
            if (n % 8 === 1) stands.push(read?.readUpTo ?? -1);
          }
          if (n % 4 === 2)
            await conversations.change(tenant, 'c-1', OLGA, ({ revision }) => ({
              set: { title: `at ${revision}` },
            }));
          if (n % 4 === 3)
            await conversations.changeMessage(tenant, 'c-1', 2, OLGA, () => ({
              ...{ change: 'reacted', emoji: `${n}` },
            }));
        }),
      );
      const log = await logOf(subject, tenant);
      const found = await subject.conversations.get(tenant, 'c-1', 'olga');
      expect(log.map(({ offset }) => offset)).toEqual(upTo(found?.revision ?? 0));
      const reads = log.flatMap(({ event, data }) =>
        event === 'message:read' && 'readUpTo' in data ? [Number(data.readUpTo)] : [],
      );
      expect(reads).toEqual([...reads].sort((a, b) => a - b));
      // Whoever decided saw what the one before had written.
      const titles = log.filter(({ event }) => event === 'conversation:update').length;
      expect(titles).toBe(11);
      expect(found?.participants.find(({ participantId }) => participantId === 'olga')?.readUpTo ?? 0).toBe(
        Math.max(0, ...reads),
      );
      expect(Math.max(...stands)).toBeLessThanOrEqual(Math.max(0, ...reads));
    });

    it('opened by many at once it is one, and who else wants the name learns it', async () => {
      const tenant = newTenant();
      const answers = await Promise.all(
        many(10, (n) =>
          server(n).conversations.open(
            sampleConversation(tenant, { by: n < 8 ? ANA : DAN, message: sampleMessage('first') }),
          ),
        ),
      );
      const winner = answers.find(({ outcome }) => outcome === 'opened');
      const isAnas =
        winner !== undefined && 'conversation' in winner && winner.conversation.createdBy === 'ana';
      const counts: Record<string, number> = {};
      for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
      expect(counts).toEqual(
        isAnas ? { opened: 1, again: 7, 'id-taken': 2 } : { opened: 1, again: 1, 'id-taken': 8 },
      );
      expect((await logOf(subject, tenant)).map(({ offset }) => offset)).toEqual([1, 2]);
    });

    it('V1 V5 erased while others send, nothing of the person is left and no place is missing', async () => {
      const tenant = await opened();
      const secret = `secret${tenant}`;
      const say = (n: number, by: typeof ANA) =>
        server(n).conversations.send(
          tenant,
          'c-1',
          by,
          sampleMessage(`m-${n}`, { body: by.id === 'ana' ? secret : 'else' }),
        );
      await Promise.all(many(10, (n) => say(n, ANA)));
      const [erased] = await Promise.all([
        subject.other.conversations.erase(tenant, 'ana'),
        ...many(20, (n) => say(n, DAN)),
      ]);
      expect(erased).toEqual({ conversations: 1, messages: 10 });
      expect(await subject.tablesWith(secret)).toEqual([]);
      const log = await logOf(subject, tenant);
      expect(log.map(({ offset }) => offset)).toEqual(upTo(1 + 10 + 10 + 1 + 20));
      const bodies = log.flatMap(({ event, data }) =>
        event === 'message:new' && 'body' in data ? [data.body] : [],
      );
      expect(bodies.filter((body) => body === 'else')).toHaveLength(20);
    });
  });
}
