import { type Fields, textOrNull } from './reading.ts';

/** Somebody who is writing says so every few seconds. */
const TYPING_LASTS_MS = 6000;

/** Who else is in the conversation now, and who of them is writing. */
export class Peers {
  readonly #agents = new Set<string>();
  readonly #typing = new Map<
    string,
    { readonly name: string; readonly timer: ReturnType<typeof setTimeout> }
  >();
  readonly #onChanged: () => void;

  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  get hasAgent(): boolean {
    return this.#agents.size > 0;
  }

  /** Names of who is writing; empty where somebody has none. */
  get typing(): readonly string[] {
    return [...this.#typing.values()].map(({ name }) => name);
  }

  presence({ participantId, kind, online }: Fields): void {
    if (typeof participantId !== 'string' || kind !== 'agent') return;
    if (online === true) this.#agents.add(participantId);
    else this.#agents.delete(participantId);
    this.#onChanged();
  }

  typed({ participantId, name, typing }: Fields, me: string): void {
    if (typeof participantId !== 'string' || participantId === me) return;
    this.quiet(participantId);
    if (typing !== true) return;
    const timer = setTimeout(() => this.quiet(participantId), TYPING_LASTS_MS);
    this.#typing.set(participantId, { name: textOrNull(name) ?? '', timer });
    this.#onChanged();
  }

  /** Writes no more: a message came, or nothing for a while. */
  quiet(participantId: string): void {
    clearTimeout(this.#typing.get(participantId)?.timer);
    if (this.#typing.delete(participantId)) this.#onChanged();
  }

  /** Nobody is known to be here: the connection is another. */
  clear(): void {
    this.#agents.clear();
    for (const who of [...this.#typing.keys()]) this.quiet(who);
  }
}
