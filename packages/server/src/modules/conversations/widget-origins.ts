import type { Clock } from '../../ports/clock.ts';
import type { Companies } from '../../ports/companies.ts';

/** An origin that was allowed on another server is known by then. */
const MAX_AGE_MS = 2000;

/** Origins that any company of any tenant allows, read again every few seconds while somebody asks. */
export class WidgetOrigins {
  readonly #companies: Pick<Companies, 'origins'>;
  readonly #clock: Clock;
  #read: { readonly at: number; readonly origins: Promise<ReadonlySet<string>> } | undefined;

  constructor(companies: Pick<Companies, 'origins'>, clock: Clock) {
    this.#companies = companies;
    this.#clock = clock;
  }

  async allows(origin: string): Promise<boolean> {
    return (await this.#all()).has(origin);
  }

  forget(): void {
    this.#read = undefined;
  }

  #all(): Promise<ReadonlySet<string>> {
    const now = this.#clock.now();
    if (this.#read !== undefined && now - this.#read.at < MAX_AGE_MS) return this.#read.origins;
    const read = { at: now, origins: this.#companies.origins() };
    this.#read = read;
    read.origins.catch(() => {
      if (this.#read === read) this.#read = undefined;
    });
    return read.origins;
  }
}
