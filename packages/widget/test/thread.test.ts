import { createRandom } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import { type ChatMessage, readMessage } from '../src/reading.ts';
import { Thread } from '../src/thread.ts';

const HEAD = { conversationId: 'c', state: 'open', reads: new Map([['me', 2]]) } as const;
const SINCE = { epoch: 'e', offset: 4 };

function message(offset: number, changes: Partial<ChatMessage> = {}): ChatMessage {
  const at = `2026-05-04T07:46:${String(offset).padStart(2, '0')}.000Z`;
  return {
    ...{ offset, clientId: `m-${offset}`, senderId: offset % 2 === 0 ? 'me' : 'olga', senderName: null },
    ...{ senderKind: 'customer', body: `text ${offset}`, attachments: [], sentAt: at },
    ...{ editedAt: null, deletedAt: null, replyTo: null, reactions: new Map() },
    ...changes,
  };
}

function threadOf(...messages: ChatMessage[]): Thread {
  const thread = new Thread();
  thread.open(HEAD, { messages, before: null }, SINCE);
  return thread;
}

describe('a thread', () => {
  it('has one message a place, in the order of the server, whatever the order of arrival', () => {
    const random = createRandom(7);
    for (let round = 0; round < 50; round += 1) {
      const thread = threadOf(message(1));
      const news = [1, 2, 3, 4, 5, 2, 4, 1].toSorted(() => random.next() - 0.5);
      for (const offset of news) thread.put(message(offset));
      expect(thread.messages.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('keeps the newer word on a message: a page that was read before is no news', () => {
    const thread = threadOf(message(1));
    const edited = message(1, { body: 'better', editedAt: '2026-05-04T08:00:00.000Z' });
    thread.put(edited);
    thread.put(message(1));
    expect(thread.messages).toEqual([edited]);
    const deleted = message(1, { body: '', deletedAt: '2026-05-04T08:00:01.000Z' });
    thread.put(deleted);
    thread.put(edited);
    expect(thread.messages).toEqual([deleted]);
  });

  it('leaves changes of what it has not read yet to the reading', () => {
    const thread = new Thread();
    thread.open(HEAD, { messages: [message(30)], before: 30 }, SINCE);
    thread.put(message(12));
    expect(thread.messages.map(({ offset }) => offset)).toEqual([30]);
    thread.addOlder({ messages: [message(12), message(13)], before: null });
    expect(thread.messages.map(({ offset }) => offset)).toEqual([12, 13, 30]);
    expect(thread.older).toBeNull();
  });

  it('counts what others wrote after what was read, which never goes back', () => {
    const thread = threadOf(...[1, 2, 3, 4, 5].map((offset) => message(offset)));
    expect(thread.unread('me').map(({ offset }) => offset)).toEqual([3, 5]);
    thread.read('me', 4);
    thread.read('me', 1);
    expect(thread.unread('me').map(({ offset }) => offset)).toEqual([5]);
    thread.put(message(5, { deletedAt: '2026-05-04T08:00:01.000Z' }));
    expect(thread.unread('me')).toEqual([]);
    thread.read('olga', 4);
    expect(thread.readByOthers('me')).toBe(4);
  });

  it('knows where its log stands', () => {
    const thread = threadOf();
    thread.passed(9);
    thread.passed(7);
    expect(thread.since).toEqual({ epoch: 'e', offset: 9 });
  });
});

describe('what comes from the server', () => {
  it('is read, and what is no message is none', () => {
    expect(readMessage({ ...message(3), topic: 'conversation:c' })).toEqual(message(3));
    for (const wrong of [null, 'text', [], {}, { ...message(3), offset: '3' }, { ...message(3), body: 1 }])
      expect(readMessage(wrong)).toBeUndefined();
  });

  it('has attachments on the web alone', () => {
    const attachments = [
      { url: 'https://files.example/a.pdf', name: 'a.pdf' },
      { url: 'javascript:alert(1)', name: 'b' },
      { url: 'data:text/html,x', name: 'c' },
      { name: 'd' },
    ];
    expect(readMessage({ ...message(3), attachments })?.attachments).toEqual([attachments[0]]);
  });

  it('counts reactions by their sign, and knows what a message answers', () => {
    const given = ['👍', '❤️', '👍'].map((emoji, n) => ({ emoji, by: `p-${n}` }));
    const read = readMessage({ ...message(3), replyTo: 2, reactions: [...given, { by: 'x' }, 7] });
    expect(read?.replyTo).toBe(2);
    expect([...(read?.reactions ?? [])]).toEqual([
      ['👍', 2],
      ['❤️', 1],
    ]);
  });
});
