import { el } from './dom.ts';
import { type Beside, type ItemParts, messageItem, nameOf, waitingItem } from './message-item.ts';
import type { ChatMessage } from './reading.ts';
import type { Settings } from './settings.ts';
import type { View } from './view.ts';

const NEAR_PX = 80;

interface LogParts extends Pick<ItemParts, 'onRetry' | 'onDiscard'> {
  readonly settings: Settings;
  readonly loadOlder: () => Promise<void>;
}

interface Entry {
  readonly key: string;
  /** Drawn anew when it differs. */
  readonly looks: string;
  readonly draw: () => HTMLElement;
}

/** The messages, oldest first. It stays at its end unless the reader has scrolled up, and where it is when older ones come before. */
export class MessageLog {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #older: HTMLButtonElement;
  readonly #parts: LogParts;
  readonly #days: Intl.DateTimeFormat;
  readonly #times: Intl.DateTimeFormat;
  readonly #drawn = new Map<string, { readonly looks: string; readonly element: HTMLElement }>();
  #isLoading = false;

  constructor(parts: LogParts) {
    this.#parts = parts;
    const { lang, texts } = parts.settings;
    this.#days = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' });
    this.#times = new Intl.DateTimeFormat(lang, { timeStyle: 'short' });
    this.#older = el('button', { type: 'button', class: 'act older', hidden: true }, texts.older);
    this.#older.addEventListener('click', () => void this.#loadOlder());
    this.#list = el('ol', { role: 'log', 'aria-live': 'polite', 'aria-label': texts.log });
    // A place that scrolls must be reachable with the keyboard.
    this.element = el('div', { class: 'scroll', tabindex: '0' }, this.#older, this.#list);
    this.element.addEventListener('scroll', () => {
      if (this.element.scrollTop < NEAR_PX && !this.#older.hidden) void this.#loadOlder();
    });
  }

  draw(view: View): void {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    this.#older.hidden = !view.hasOlder;
    const hasNew = this.#reconcile(this.#entries(view));
    if (isAtEnd || hasNew) this.toEnd();
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  async #loadOlder(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { texts } = this.#parts.settings;
    this.#older.textContent = texts.loading;
    // What was said long ago is not read out as if it were new.
    this.#list.setAttribute('aria-live', 'off');
    const fromEnd = this.element.scrollHeight - this.element.scrollTop;
    try {
      await this.#parts.loadOlder();
      this.element.scrollTop = this.element.scrollHeight - fromEnd;
    } catch {
      // The button stays: it is tried again by hand.
    }
    this.#older.textContent = texts.older;
    this.#list.setAttribute('aria-live', 'polite');
    this.#isLoading = false;
  }

  /** True: the visitor's own message is new, which one wants to see wherever one has scrolled to. */
  #reconcile(entries: readonly Entry[]): boolean {
    const keys = new Set(entries.map(({ key }) => key));
    for (const [key, { element }] of this.#drawn) {
      if (keys.has(key)) continue;
      element.remove();
      this.#drawn.delete(key);
    }
    let hasNew = false;
    let place = this.#list.firstElementChild;
    for (const { key, looks, draw } of entries) {
      const known = this.#drawn.get(key);
      if (known?.looks === looks) {
        if (place === known.element) place = known.element.nextElementSibling;
        else this.#list.insertBefore(known.element, place);
        continue;
      }
      const element = draw();
      if (known === undefined) {
        this.#list.insertBefore(element, place);
        hasNew ||= key.startsWith('waiting');
      } else {
        if (place === known.element) place = known.element.nextElementSibling;
        known.element.replaceWith(element);
      }
      this.#drawn.set(key, { looks, element });
    }
    return hasNew;
  }

  #entries(view: View): Entry[] {
    const parts: ItemParts = {
      ...this.#parts,
      texts: this.#parts.settings.texts,
      me: view.me,
      time: (iso) => this.#times.format(new Date(iso)),
    };
    const entries: Entry[] = [];
    let day = '';
    const lastOwn = view.messages.findLast(({ senderId }) => senderId === view.me);
    for (const message of view.messages) {
      const date = this.#days.format(new Date(message.sentAt));
      if (date !== day) entries.push(this.#dayEntry(date));
      day = date;
      const quote = quoteOf(message, view, parts);
      const reactions = [...message.reactions].map(([sign, count]) =>
        count > 1 ? `${sign} ${count}` : sign,
      );
      const state = this.#stateOf(message, view, lastOwn);
      entries.push(messageEntry(message, parts, { state, quote, reactions: reactions.join(' ') }));
    }
    const isOffline = view.status === 'offline' || view.status === 'unreachable';
    for (const one of view.waiting) {
      const looks = `${one.failed} ${isOffline}`;
      entries.push({ key: `waiting ${one.clientId}`, looks, draw: () => waitingItem(one, parts, isOffline) });
    }
    return entries;
  }

  #dayEntry(date: string): Entry {
    const isToday = date === this.#days.format(new Date());
    const text = isToday ? this.#parts.settings.texts.today : date;
    return { key: `day ${date}`, looks: text, draw: () => el('li', { class: 'day' }, text) };
  }

  #stateOf(message: ChatMessage, view: View, lastOwn: ChatMessage | undefined): string | undefined {
    if (message !== lastOwn) return undefined;
    const { texts } = this.#parts.settings;
    return view.readByOthers >= message.offset ? texts.read : texts.sent;
  }
}

function messageEntry(message: ChatMessage, parts: ItemParts, beside: Beside): Entry {
  const { state, quote, reactions } = beside;
  const looks = `${message.editedAt} ${message.deletedAt} ${state} ${quote} ${reactions}`;
  return { key: `message ${message.offset}`, looks, draw: () => messageItem(message, parts, beside) };
}

/** The message that this one answers, in words; it may lie before what was read. */
function quoteOf({ replyTo, deletedAt }: ChatMessage, view: View, parts: ItemParts): string | undefined {
  if (replyTo === null || deletedAt !== null) return undefined;
  const answered = view.messages.find(({ offset }) => offset === replyTo);
  if (answered === undefined) return parts.texts.earlier;
  const body = answered.deletedAt === null ? answered.body : parts.texts.deleted;
  return `${nameOf(answered, parts)}: ${body}`;
}
