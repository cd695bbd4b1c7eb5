import type { ChatMessage, Head, Page } from './reading.ts';

/** Where a reader of the conversation's log stands. */
export interface Since {
  readonly epoch: string;
  readonly offset: number;
}

/** A conversation as far as this page has read it: one message a place, in the server's order. */
export class Thread {
  readonly #messages = new Map<number, ChatMessage>();
  readonly #reads = new Map<string, number>();
  /** Where older ones go on; null: there are none. */
  older: number | null = null;
  since: Since | undefined;

  /** In the server's order. */
  get messages(): readonly ChatMessage[] {
    return [...this.#messages.values()].toSorted((a, b) => a.offset - b.offset);
  }

  /** Starts anew with the newest page. */
  open(head: Head, page: Page, since: Since): void {
    this.#messages.clear();
    this.#reads.clear();
    this.older = page.before;
    this.since = since;
    this.meet(head, page);
  }

  /** The newest page of a log that was followed without a gap. */
  meet(head: Head, page: Page): void {
    for (const message of page.messages) this.put(message);
    for (const [who, upTo] of head.reads) this.read(who, upTo);
  }

  addOlder(page: Page): void {
    for (const message of page.messages) this.#messages.set(message.offset, message);
    this.older = page.before;
  }

  /** A new message or what became of one; the newer word on it wins, whichever comes first. */
  put(message: ChatMessage): void {
    const known = this.#messages.get(message.offset);
    if (known !== undefined && stage(known) > stage(message)) return;
    // A change of a message that is further back than this page has read is read with it.
    if (known === undefined && this.older !== null && message.offset < this.older) return;
    this.#messages.set(message.offset, message);
  }

  /** The log has gone on to here. */
  passed(offset: number): void {
    if (this.since !== undefined && offset > this.since.offset) this.since = { ...this.since, offset };
  }

  read(participantId: string, readUpTo: number): void {
    this.#reads.set(participantId, Math.max(readUpTo, this.#reads.get(participantId) ?? 0));
  }

  /** How far anybody but `me` has read. */
  readByOthers(me: string): number {
    return Math.max(0, ...[...this.#reads].filter(([who]) => who !== me).map(([, upTo]) => upTo));
  }

  /** Messages of others that `me` has not read, among those that are here. */
  unread(me: string): readonly ChatMessage[] {
    const upTo = this.#reads.get(me) ?? 0;
    return this.messages.filter(
      ({ offset, senderId, deletedAt }) => offset > upTo && senderId !== me && deletedAt === null,
    );
  }

  has(senderId: string, clientId: string): boolean {
    return this.messages.some((one) => one.senderId === senderId && one.clientId === clientId);
  }
}

/** Times are ISO 8601 and compare as text; what is deleted stays so. */
function stage({ editedAt, deletedAt }: ChatMessage): string {
  return deletedAt !== null ? `1 ${deletedAt}` : `0 ${editedAt ?? ''}`;
}
