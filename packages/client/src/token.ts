import { WaycastError } from '@waycast/contract/errors';

/** A JWT, or a function that fetches one. */
export type Token = string | (() => Promise<string>);

/** The token in use, fetched at most once at a time, and the memory of one that was refused. */
export class TokenSource {
  readonly #token: Token;
  #current: string | undefined;
  #refused: string | undefined;
  #fetching: Promise<string> | undefined;

  constructor(token: Token) {
    this.#token = token;
  }

  /** Whether a refused token can be replaced by asking again. */
  get renewable(): boolean {
    return typeof this.#token === 'function';
  }

  /** The current token. Rejects with `unauthenticated` when the only one there is was refused. */
  async get(): Promise<string> {
    return this.#current ?? (await this.renew());
  }

  /** A token asked for anew. Rejects with `unauthenticated` when it is again one that was refused. */
  renew(): Promise<string> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /** The server refused `token`: the next `get` asks for another. */
  refuse(token: string): void {
    this.#refused = token;
    if (this.#current === token) this.#current = undefined;
  }

  async #fetch(): Promise<string> {
    const token = typeof this.#token === 'string' ? this.#token : await this.#token();
    if (token === this.#refused) {
      throw new WaycastError(
        'unauthenticated',
        'The token was refused and no other is to be had. Sign in again.',
      );
    }
    this.#current = token;
    return token;
  }
}
