import type { Message, MessagePage } from '@waycast/contract';

/** Messages without a gap between them, in their order. */
export interface MessageList {
  readonly items: readonly Message[];
  readonly hasOlder: boolean;
}

export const NO_MESSAGES: MessageList = { items: [], hasOlder: false };

/** The newest page, in place of what there was before: what lies between is not known. */
export function fromPage({ items, before }: MessagePage): MessageList {
  return { items, hasOlder: before !== null };
}

/** Older messages before those that there are. */
export function withOlder(list: MessageList, { items, before }: MessagePage): MessageList {
  const first = list.items[0]?.offset ?? Number.POSITIVE_INFINITY;
  return {
    items: [...items.filter(({ offset }) => offset < first), ...list.items],
    hasOlder: before !== null,
  };
}

/** A message that is new, or as it is now. One from before all that was loaded waits until it is loaded. */
export function withMessage(list: MessageList, message: Message): MessageList {
  const { items, hasOlder } = list;
  const at = items.findIndex(({ offset }) => offset >= message.offset);
  if (at === -1) return { items: [...items, message], hasOlder };
  if (items[at]?.offset === message.offset) return { items: items.with(at, message), hasOlder };
  if (at === 0 && hasOlder) return list;
  return { items: items.toSpliced(at, 0, message), hasOlder };
}
