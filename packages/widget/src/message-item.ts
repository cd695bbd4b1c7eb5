import { el, link, withLinks } from './dom.ts';
import type { ChatMessage } from './reading.ts';
import type { Waiting } from './sender.ts';
import { fill, type Texts } from './texts.ts';

export interface ItemParts {
  readonly texts: Texts;
  readonly me: string;
  readonly time: (iso: string) => string;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (clientId: string) => void;
}

/** What stands at one message. */
export interface Beside {
  /** Below the visitor's own newest. */
  readonly state: string | undefined;
  /** The message that it answers, in words. */
  readonly quote: string | undefined;
  /** Every sign with its number, where it was given more than once. */
  readonly reactions: string;
}

export function messageItem(
  message: ChatMessage,
  parts: ItemParts,
  { state, quote, reactions }: Beside,
): HTMLElement {
  const { texts, me, time } = parts;
  const isOwn = message.senderId === me;
  const name = nameOf(message, parts);
  const body =
    message.deletedAt === null
      ? el('p', { class: 'body', dir: 'auto' }, ...withLinks(message.body))
      : el('p', { class: 'body gone' }, texts.deleted);
  const files = message.attachments.map(({ url, name: file }) => el('li', {}, link(url, file)));
  const edited = message.editedAt !== null && message.deletedAt === null ? ` · ${texts.edited}` : '';
  return el(
    'li',
    { class: isOwn ? 'own' : 'other' },
    el('span', { class: isOwn ? 'hidden' : 'name' }, name),
    el(
      'div',
      { class: 'bubble' },
      quote === undefined ? undefined : el('p', { class: 'quote', dir: 'auto' }, quote),
      body,
      files.length > 0 ? el('ul', { class: 'files' }, ...files) : undefined,
    ),
    el(
      'span',
      { class: 'meta' },
      el('time', { datetime: message.sentAt }, time(message.sentAt)),
      edited,
      state === undefined ? undefined : ` · ${state}`,
      reactions === '' ? undefined : el('span', { class: 'reactions' }, reactions),
    ),
  );
}

export function nameOf(
  { senderId, senderName }: ChatMessage,
  { me, texts }: Pick<ItemParts, 'me' | 'texts'>,
): string {
  return senderId === me ? texts.you : (senderName ?? texts.agent);
}

/** A message that the server does not have yet. */
export function waitingItem(
  { clientId, body, failed }: Waiting,
  parts: ItemParts,
  isOffline: boolean,
): HTMLElement {
  const { texts, onRetry, onDiscard } = parts;
  const meta = el('span', { class: failed === null ? 'meta' : 'meta failed' });
  if (failed === null) meta.append(isOffline ? texts.waiting : texts.sending);
  else {
    meta.append(
      `${fill(texts.failed, { reason: failed })} `,
      act(texts.again, () => onRetry(clientId)),
      ' ',
      act(texts.discard, () => onDiscard(clientId)),
    );
  }
  return el(
    'li',
    { class: 'own waiting' },
    el('span', { class: 'hidden' }, texts.you),
    el('div', { class: 'bubble' }, el('p', { class: 'body', dir: 'auto' }, body)),
    meta,
  );
}

function act(text: string, onClick: () => void): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'act' }, text);
  button.addEventListener('click', onClick);
  return button;
}
