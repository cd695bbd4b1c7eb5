import { createBell } from './bell.ts';

const RENDER_EVERY_MS = 500;

/** Follows one thing: `take` gets each newer value. Returns the function that stops it. */
export type Follow<T> = (id: string, take: (value: T) => void) => () => void;

/** News of things by their ids, kept while they are followed. */
export class LiveValues<T> {
  readonly #open: Follow<T>;
  readonly #followedMax: number;
  readonly #values = new Map<string, T>();
  readonly #followed = new Map<string, () => void>();
  readonly #bell = createBell(RENDER_EVERY_MS);
  #revision = 0;

  /** Follows at the most so many at a time. */
  constructor(open: Follow<T>, followedMax: number) {
    this.#open = open;
    this.#followedMax = followedMax;
  }

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  readonly subscribe = this.#bell.subscribe;

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** Follows these and no others. */
  follow(ids: readonly string[]): void {
    const wanted = new Set(ids.slice(0, this.#followedMax));
    for (const [id, close] of this.#followed) {
      if (wanted.has(id)) continue;
      close();
      this.#followed.delete(id);
      this.#values.delete(id);
    }
    for (const id of wanted)
      if (!this.#followed.has(id))
        this.#followed.set(
          id,
          this.#open(id, (value) => this.#take(id, value)),
        );
  }

  close(): void {
    this.follow([]);
  }

  #take(id: string, value: T): void {
    this.#values.set(id, value);
    this.#revision += 1;
    this.#bell.ring();
  }
}
