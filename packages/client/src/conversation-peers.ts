import type { ConversationPresence, Typing } from '@waycast/contract';

/** Nobody says that a page was closed while somebody typed: it is forgotten so long after it was said last. */
const TYPING_MS = 6000;

interface Typist {
  readonly note: Typing;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Who types in a conversation, and who has it open. */
export class ConversationPeers {
  readonly #changed: () => void;
  readonly #typing = new Map<string, Typist>();
  #online: readonly ConversationPresence[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get typing(): readonly Typing[] {
    return [...this.#typing.values()].map(({ note }) => note);
  }

  get online(): readonly ConversationPresence[] {
    return this.#online;
  }

  typed(note: Typing): void {
    const { participantId } = note;
    clearTimeout(this.#typing.get(participantId)?.timer);
    this.#typing.delete(participantId);
    if (note.typing) {
      const timer = setTimeout(() => this.quiet(participantId), TYPING_MS);
      this.#typing.set(participantId, { note, timer });
    }
    this.#changed();
  }

  /** Whoever has sent a message types it no more. */
  quiet(participantId: string): void {
    const typist = this.#typing.get(participantId);
    if (typist === undefined) return;
    clearTimeout(typist.timer);
    this.#typing.delete(participantId);
    this.#changed();
  }

  present(presence: ConversationPresence): void {
    const others = this.#online.filter(({ participantId }) => participantId !== presence.participantId);
    this.#online = presence.online ? [...others, presence] : others;
    this.#changed();
  }

  /** All who are there. */
  replace(online: readonly ConversationPresence[]): void {
    this.#online = online;
    this.#changed();
  }

  close(): void {
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
  }
}
