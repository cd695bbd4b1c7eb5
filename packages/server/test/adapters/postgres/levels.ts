import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';
import { openTimescale } from './timescale-database.ts';

const options = { log: quiet, clock: systemClock };

interface Level {
  readonly name: string;
  /** A new, empty database. */
  open(): Promise<Database>;
  /** Of TimescaleDB, only what the Apache edition has. */
  readonly apacheOnly?: true;
}

export const plain: readonly Level[] = [
  { name: 'embedded', open: () => EmbeddedDatabase.open({ dataDir: 'memory', ...options }) },
  { name: 'PostgreSQL', open: async () => new PgDatabase({ url: await freshDatabase(), ...options }) },
];

export const timescale: readonly Level[] = [
  { name: 'TimescaleDB', open: openTimescale },
  { name: 'TimescaleDB, Apache edition', open: openTimescale, apacheOnly: true },
];

/** What a history may be stored in. */
export const levels: readonly Level[] = [...plain, ...timescale];
