import { type PGlite, protocol } from '@electric-sql/pglite';

const { serialize } = protocol;

/**
 * Statements that the engine has read and planned once, by name. Its own `query` does so with each call, which for the
 * insert of a few fixes takes as long as the insert.
 */
export class PreparedStatements {
  readonly #database: PGlite;
  readonly #names = new Set<string>();

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** Runs a statement that returns no rows; its values are in binary format. Rejects with the engine's error. */
  async run(name: string, text: string, values: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    await this.#database._runExclusiveQuery(async () => {
      if (!this.#names.has(name)) {
        await this.#send([serialize.parse({ name, text })]);
        this.#names.add(name);
      }
      await this.#send([serialize.bind({ statement: name, values: [...values] }), serialize.execute({})]);
    });
  }

  /** In one message with the end of the exchange, which the engine waits for after an error too. */
  async #send(parts: readonly Uint8Array[]): Promise<void> {
    await this.#database.execProtocol(Buffer.concat([...parts, serialize.sync()]));
  }
}
