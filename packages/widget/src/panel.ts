import type { Chat } from './chat.ts';
import { Composer } from './composer.ts';
import { el, ICONS, icon } from './dom.ts';
import { MessageLog } from './message-log.ts';
import type { Settings } from './settings.ts';
import { fill } from './texts.ts';
import type { View } from './view.ts';

const FOCUSABLE = 'button:not([hidden]), textarea, a[href], [tabindex="0"]';

interface PanelParts {
  readonly settings: Settings;
  readonly chat: () => Chat;
  readonly onClose: () => void;
}

/** The open chat: a dialog that keeps the focus until it is closed. */
export class Panel {
  readonly element: HTMLElement;
  readonly #settings: Settings;
  readonly #title = el('h2', { id: 'title' });
  readonly #presence = el('p', { class: 'presence' });
  readonly #notice = el('p', { class: 'notice', role: 'status' });
  readonly #greeting = el('p', { class: 'greeting', role: 'status' });
  readonly #typing = el('p', { class: 'typing', role: 'status' });
  readonly #log: MessageLog;
  readonly #composer: Composer;
  #refusal = '';

  constructor({ settings, chat, onClose }: PanelParts) {
    this.#settings = settings;
    const { texts } = settings;
    this.#log = new MessageLog({
      settings,
      loadOlder: () => chat().loadOlder(),
      onRetry: (clientId) => chat().retry(clientId),
      onDiscard: (clientId) => chat().discard(clientId),
    });
    this.#composer = new Composer({
      texts,
      onSend: (body) => chat().write(body),
      onTyping: (isTyping) => chat().typing(isTyping),
      onProblem: (text) => {
        this.#refusal = text;
        this.draw(chat().view);
      },
    });
    const close = el(
      'button',
      { type: 'button', class: 'close', 'aria-label': texts.close },
      icon(ICONS.close),
    );
    close.addEventListener('click', onClose);
    this.#log.element.prepend(this.#greeting);
    this.element = el(
      'section',
      { class: 'panel', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'title', hidden: true },
      el('header', {}, el('div', {}, this.#title, this.#presence), close),
      this.#log.element,
      this.#typing,
      this.#notice,
      this.#composer.element,
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) onClose();
      if (event.key === 'Tab') this.#keepFocus(event);
    });
    this.#title.textContent = texts.title;
  }

  show(): void {
    this.element.hidden = false;
    this.#log.toEnd();
    this.#composer.focus();
  }

  hide(): void {
    this.element.hidden = true;
  }

  draw(view: View): void {
    const { texts } = this.#settings;
    const name = view.company?.name ?? '';
    put(this.#title, name === '' ? texts.title : name);
    put(this.#presence, view.company === undefined ? '' : view.agentsHere ? texts.online : texts.away);
    this.#presence.classList.toggle('here', view.agentsHere);
    const isRefused = view.status === 'refused';
    put(this.#greeting, isRefused ? texts.forbidden : (view.company?.greeting ?? texts.greeting));
    this.#greeting.hidden = view.messages.length > 0;
    put(this.#notice, this.#noticeOf(view));
    put(this.#typing, view.typing.map((who) => fill(texts.typing, { name: who || texts.agent })).join(' '));
    this.#composer.element.hidden = isRefused;
    this.#log.draw(view);
  }

  #noticeOf({ status }: View): string {
    const { texts } = this.#settings;
    if (status === 'unreachable') return texts.unavailable;
    if (status === 'offline') return texts.offline;
    return status === 'starting' ? texts.starting : this.#refusal;
  }

  #keepFocus(event: KeyboardEvent): void {
    const all = [...this.element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      (one) => one.offsetParent !== null,
    );
    const root = this.element.getRootNode();
    const focused = root instanceof ShadowRoot ? root.activeElement : null;
    const edge = event.shiftKey ? all.at(0) : all.at(-1);
    if (focused !== edge) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all.at(0))?.focus();
  }
}

/** Writes only what is new: screen readers tell of every change. */
function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
