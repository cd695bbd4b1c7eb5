import { el, ICONS, icon } from './dom.ts';
import type { Texts } from './texts.ts';

/** What the server takes. */
const MAX_BYTES = 16_384;

interface ComposerParts {
  readonly texts: Texts;
  /** False: it was not taken, and stays. */
  readonly onSend: (body: string) => boolean;
  readonly onTyping: (isTyping: boolean) => void;
  /** Why it was not taken; empty: all is well. */
  readonly onProblem: (text: string) => void;
}

/** Where the visitor writes: Enter sends, Shift and Enter begins a line. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #field: HTMLTextAreaElement;
  readonly #parts: ComposerParts;

  constructor(parts: ComposerParts) {
    this.#parts = parts;
    const { texts } = parts;
    this.#field = el('textarea', {
      rows: '1',
      placeholder: texts.placeholder,
      'aria-label': texts.placeholder,
      maxlength: String(MAX_BYTES),
      enterkeyhint: 'send',
      dir: 'auto',
    });
    const send = el('button', { type: 'submit', class: 'send', 'aria-label': texts.send }, icon(ICONS.send));
    this.element = el('form', { class: 'composer' }, this.#field, send);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener('keydown', (event) => {
      // While a word is being composed, Enter chooses it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener('input', () => {
      this.#fit();
      parts.onTyping(this.#field.value.trim() !== '');
    });
  }

  focus(): void {
    this.#field.focus();
  }

  #send(): void {
    const body = this.#field.value.trim();
    if (body === '') return;
    const { texts, onSend, onProblem } = this.#parts;
    if (new TextEncoder().encode(body).length > MAX_BYTES) return onProblem(texts.tooLong);
    if (!onSend(body)) return onProblem(texts.tooMany);
    onProblem('');
    this.#field.value = '';
    this.#fit();
    this.#field.focus();
  }

  /** As high as its text, up to what the style allows. */
  #fit(): void {
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }
}
