import { WaycastError } from '@waycast/contract';

/**
 * Lookups under way, by name: who asks for the same meanwhile is answered with the same. Of names that may be guesses
 * at most `mostGuesses` are looked up at a time, for guessing must not take the database from everyone else.
 */
export class Lookups<T> {
  readonly #underWay = new Map<string, Promise<T>>();
  readonly #mostGuesses: number;
  readonly #what: string;
  #guesses = 0;

  /** `what` is looked up, in the plural. */
  constructor(mostGuesses: number, what: string) {
    this.#mostGuesses = mostGuesses;
    this.#what = what;
  }

  /** `isGuess`: nothing is known by this name so far. Rejects with `unavailable` when too many are looked up. */
  async find(name: string, isGuess: boolean, ask: () => Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(name);
    if (underWay !== undefined) return underWay;
    if (isGuess && this.#guesses >= this.#mostGuesses)
      throw new WaycastError('unavailable', `too many ${this.#what} are looked up`, { retryAfterMs: 1000 });
    if (isGuess) this.#guesses += 1;
    const asked = ask().finally(() => {
      if (isGuess) this.#guesses -= 1;
      if (this.#underWay.get(name) === asked) this.#underWay.delete(name);
    });
    this.#underWay.set(name, asked);
    return asked;
  }

  /** After a change: what is under way may be older, and who asks from now on gets none of it. */
  changed(): void {
    this.#underWay.clear();
  }
}
