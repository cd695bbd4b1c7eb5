import { createRandom, type Random } from '@waycast/geo';

/*
 * People who talk over servers whose parts are killed. What everybody does follows from the seed; who is faster does
 * not, so the model says of each message what its sender was told in the end.
 */

export interface TalkSize {
  readonly seed: number;
  readonly servers: number;
  readonly conversations: number;
  /** What each participant of a conversation does, one after the other. */
  readonly actions: number;
  /** The first conversation is so many times as long: more than a replay holds. */
  readonly longTimes: number;
  /** Conversations that go on at the same time. */
  readonly atOnce: number;
  /** How often each fault is done, and undisturbed running before each. */
  readonly faultRounds: number;
  readonly calmMs: number;
}

export interface PlannedPerson {
  readonly id: string;
  readonly role: 'customer' | 'agent' | 'driver';
  readonly acts: readonly Act[];
  /** Away between these acts: its connection is closed, and what happens meanwhile is to be caught up. */
  readonly away: { readonly from: number; readonly until: number } | undefined;
}

export interface PlannedTalk {
  readonly conversationId: string;
  readonly people: readonly PlannedPerson[];
}

/** `pick` chooses among what there is then: 0 the oldest, towards 1 the newest. */
export type Act =
  | { readonly do: 'send'; readonly by: 'http' | 'socket'; readonly words: string }
  | { readonly do: 'edit'; readonly pick: number; readonly words: string }
  | { readonly do: 'delete'; readonly pick: number }
  | { readonly do: 'react'; readonly pick: number; readonly emoji: string | null }
  | { readonly do: 'read' }
  | { readonly do: 'close' };

const AGENTS = 8;
const EMOJIS = ['👍', '❤️', '🚕', null] as const;
const WORDS = [
  'where',
  'is',
  'my',
  'taxi',
  'at',
  'the',
  'bus',
  'stop',
  'Grüße',
  '子ども',
  'now',
  'please',
] as const;

export function planTalks({ seed, conversations, actions, longTimes }: TalkSize): PlannedTalk[] {
  const random = createRandom(seed);
  return Array.from({ length: conversations }, (_, at) => {
    const count = at === 0 ? actions * longTimes : actions;
    const agent = Math.floor(random.next() * AGENTS);
    const people = [
      { id: `customer-${at}`, role: 'customer' },
      { id: `agent-${agent}`, role: 'agent' },
      { id: `driver-${at}`, role: 'driver' },
    ] as const;
    return {
      conversationId: `talk-${at}`,
      people: people.map((person) => ({
        ...person,
        acts: Array.from({ length: count }, () => act(random, person.role)),
        away: at === 0 && person.role === 'customer' ? mostOf(count) : sometimes(random, count),
      })),
    };
  });
}

/** In a long conversation: more is missed than one replay holds, and is read in pages. */
function mostOf(count: number) {
  return { from: Math.floor(count * 0.05), until: Math.floor(count * 0.95) };
}

function sometimes(random: Random, count: number) {
  if (random.next() >= 0.4) return undefined;
  const from = Math.floor(random.next() * count * 0.5);
  return { from, until: from + 1 + Math.floor(random.next() * count * 0.4) };
}

function act(random: Random, role: PlannedPerson['role']): Act {
  const chance = random.next();
  const pick = random.next();
  if (chance < 0.6) return { do: 'send', by: random.next() < 0.5 ? 'http' : 'socket', words: words(random) };
  if (chance < 0.7) return { do: 'edit', pick, words: words(random) };
  if (chance < 0.75) return { do: 'delete', pick };
  if (chance < 0.85)
    return { do: 'react', pick, emoji: EMOJIS[Math.floor(random.next() * EMOJIS.length)] ?? null };
  return role === 'agent' && chance > 0.97 ? { do: 'close' } : { do: 'read' };
}

function words(random: Random): string {
  const count = 1 + Math.floor(random.next() * 12);
  return Array.from({ length: count }, () => WORDS[Math.floor(random.next() * WORDS.length)]).join(' ');
}
