import { textOf } from '../shell/search-state.ts';

export const INBOX_STATES = ['open', 'pending', 'closed'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** Whose conversations: everybody's when absent. */
export const INBOX_OF = ['mine', 'nobody'] as const;
export type InboxOf = (typeof INBOX_OF)[number];

/** The state of the inbox that its address carries. What is as usual is left out. */
export interface InboxSearch {
  /** Words that messages are searched for. */
  readonly q?: string;
  /** `open` when absent. */
  readonly state?: InboxState;
  readonly of?: InboxOf;
  readonly unread?: true;
  /** The conversation that is open. */
  readonly c?: string;
}

/** Reads an address; what makes no sense counts as absent. */
export function toInboxSearch(raw: Record<string, unknown>): InboxSearch {
  const [q, c] = [textOf(raw['q']), textOf(raw['c'])];
  const state = INBOX_STATES.find((name) => name === raw['state']);
  const of = INBOX_OF.find((name) => name === raw['of']);
  return {
    ...(q === '' ? {} : { q }),
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(of === undefined ? {} : { of }),
    ...(raw['unread'] === true ? { unread: true } : {}),
    ...(c === '' ? {} : { c }),
  };
}
