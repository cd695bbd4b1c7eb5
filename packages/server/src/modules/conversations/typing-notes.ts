import type { Subject, Typing } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { Party } from '../../ports/conversations.ts';
import type { Live } from '../../ports/live.ts';

/** Of one sender in one conversation. */
const TOLD_EVERY_MS = 1000;
/** Who was told of lately; the oldest are forgotten, and told of again. */
const MAX_TYPING = 20_000;

interface Told {
  readonly at: number;
  readonly typing: boolean;
}

/**
 * Tells followers who types: at most once a second of each while it goes on, and its end at once. Nobody is told that it
 * ended where a client just stops saying so: receivers forget it 6 s after they heard it last.
 */
export function createTypingNotes(live: Pick<Live, 'aside'>, clock: Clock) {
  const told = new LRUCache<string, Told>({ max: MAX_TYPING });
  return async (
    { tenant }: Subject,
    conversationId: string,
    { id, name }: Party,
    typing: boolean,
  ): Promise<void> => {
    const key = `${tenant} ${conversationId} ${id}`;
    const last = told.get(key);
    const now = clock.now();
    const same = (last?.typing ?? false) === typing;
    if (same && (!typing || (last !== undefined && now - last.at < TOLD_EVERY_MS))) return;
    told.set(key, { at: now, typing });
    const note: Typing = { conversationId, participantId: id, name, typing };
    await live.aside({ tenant, family: 'conversation', id: conversationId }, 'typing', note);
  };
}
