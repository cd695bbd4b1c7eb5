import { Chat } from './chat.ts';
import { el, ICONS, icon } from './dom.ts';
import { createMemory } from './memory.ts';
import { Panel } from './panel.ts';
import type { Settings } from './settings.ts';
import { STYLE } from './style.ts';
import { fill } from './texts.ts';
import type { View } from './view.ts';
import { guestVisitor, subjectOf, userVisitor } from './visitor.ts';

const MOST_SHOWN = 9;
/** A page's own elements may be above others', but not above this. */
const ON_TOP = '2147483000';

/**
 * `<waycast-chat>`: a button at the corner of the page and the chat it opens, in a shadow root that the page's styles do
 * not reach. `open()` and `close()` are for the page; setting `token` renews the token of its user or changes the user.
 */
export class ChatElement extends HTMLElement {
  readonly #settings: Settings;
  readonly #panel: Panel;
  readonly #launcher: HTMLButtonElement;
  readonly #badge = el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  readonly #news = el('span', { class: 'hidden', role: 'status' });
  #token: string | undefined;
  #chat: Chat;
  #isOpen = false;
  #isDrawn = false;

  constructor(settings: Settings) {
    super();
    this.#settings = settings;
    this.#token = settings.token;
    const { texts } = settings;
    this.#launcher = el(
      'button',
      { type: 'button', class: 'launcher', 'aria-label': texts.open, 'aria-haspopup': 'dialog' },
      icon(ICONS.chat),
      this.#badge,
    );
    this.#launcher.addEventListener('click', () => this.open());
    this.#panel = new Panel({ settings, chat: () => this.#chat, onClose: () => this.close() });
    this.#chat = this.#createChat();
  }

  connectedCallback(): void {
    if (this.shadowRoot !== null) return;
    const root = this.attachShadow({ mode: 'open' });
    // A sheet that is made so is no inline style, which many pages' policies forbid.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const { accent, lang, side, theme } = this.#settings;
    const frame = el(
      'div',
      { class: `frame ${side} ${theme ?? ''}`, lang },
      this.#launcher,
      this.#panel.element,
    );
    frame.append(this.#news);
    if (accent !== undefined) frame.style.setProperty('--accent', accent);
    frame.style.zIndex = ON_TOP;
    root.append(frame);
    // Not even `* { … !important }` of the page's is to reach it.
    this.style.setProperty('all', 'initial', 'important');
    document.addEventListener('visibilitychange', () => this.#look());
    window.visualViewport?.addEventListener('resize', () => this.#fit(frame));
    this.#fit(frame);
    this.#draw();
  }

  open(): void {
    this.#isOpen = true;
    this.#launcher.hidden = true;
    this.#panel.show();
    void this.#chat.begin();
    this.#look();
    this.#draw();
  }

  close(): void {
    this.#isOpen = false;
    this.#launcher.hidden = false;
    this.#panel.hide();
    this.#look();
    this.#launcher.focus();
  }

  /** Of the application's user: a newer one, or that of another user. */
  set token(token: string) {
    const isOther = this.#token === undefined || subjectOf(token) !== subjectOf(this.#token);
    this.#token = token;
    if (isOther) this.#changeUser();
    else this.#chat.renewed();
  }

  #changeUser(): void {
    this.#chat.stop();
    this.#chat = this.#createChat();
    if (this.#isOpen) this.open();
    this.#draw();
  }

  #createChat(): Chat {
    const { server, tenant = '', companyId } = this.#settings;
    const subject = this.#token === undefined ? undefined : (subjectOf(this.#token) ?? '');
    const name = [server, tenant, companyId, subject === undefined ? 'guest' : `user:${subject}`].join(' ');
    const memory = createMemory(name);
    const visitor =
      subject === undefined
        ? guestVisitor(this.#settings, memory)
        : userVisitor(
            this.#settings,
            subject,
            () => this.#token ?? '',
            () => this.#askForToken(),
          );
    return new Chat(this.#settings, memory, visitor, () => this.#drawSoon());
  }

  /** The page has the user's tokens: it sets `token` when it has another. */
  #askForToken(): void {
    this.dispatchEvent(new CustomEvent('waycast:token', { bubbles: true, composed: true }));
  }

  #look(): void {
    this.#chat.look(this.#isOpen && document.visibilityState === 'visible');
  }

  /** Keyboards of phones take their part of the screen without telling the page's layout. */
  #fit(frame: HTMLElement): void {
    const height = window.visualViewport?.height;
    if (height !== undefined) frame.style.setProperty('--height', `${height}px`);
  }

  /** Many changes at once are drawn once. */
  #drawSoon(): void {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    queueMicrotask(() => {
      this.#isDrawn = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { view } = this.#chat;
    this.#panel.draw(view);
    this.#drawLauncher(view);
  }

  #drawLauncher({ unread }: View): void {
    const { texts } = this.#settings;
    const told = unread === 0 ? '' : fill(texts.unread, { count: unread });
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
    this.#launcher.setAttribute('aria-label', told === '' ? texts.open : `${texts.open}, ${told}`);
    const news = this.#isOpen ? '' : told;
    if (this.#news.textContent !== news) this.#news.textContent = news;
  }
}
