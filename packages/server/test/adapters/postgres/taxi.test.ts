import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { Listeners } from '../../../src/adapters/postgres/outbox/listeners.ts';
import type { CommittedMessages } from '../../../src/adapters/postgres/outbox/outbox-rows.ts';
import { PostgresOutbox } from '../../../src/adapters/postgres/outbox/postgres-outbox.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { postgresTaxi } from '../../../src/adapters/postgres/taxi/postgres-taxi.ts';
import { offersSuite } from '../../../src/conformance/offers-suite.ts';
import { orderRacesSuite } from '../../../src/conformance/order-races-suite.ts';
import type { TaxiPorts, TaxiSubject } from '../../../src/conformance/order-samples.ts';
import { ordersSuite } from '../../../src/conformance/orders-suite.ts';
import { taxiDriversSuite } from '../../../src/conformance/taxi-drivers-suite.ts';
import { transactionOutboxSuite } from '../../../src/conformance/transaction-outbox-suite.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const options = { log: quiet, clock: systemClock };

const databases: Record<string, () => Promise<Database>> = {
  embedded: () => EmbeddedDatabase.open({ dataDir: 'memory', ...options }),
  PostgreSQL: async () => new PgDatabase({ url: await freshDatabase(), ...options }),
};
const suites = [ordersSuite, orderRacesSuite, offersSuite, taxiDriversSuite, transactionOutboxSuite];

for (const [name, open] of Object.entries(databases)) {
  // Shared by the suites, since their tests have tenants of their own; closed with the last of them.
  let opened: Promise<Database> | undefined;
  let inUse = suites.length;
  const close = async (database: Database) => {
    if (--inUse === 0) await database.close();
  };
  for (const suite of suites) {
    suite(name, async () => {
      opened ??= migrated(await open());
      const database = await opened;
      return subjectOn(database, () => close(database));
    });
  }
}

async function migrated(database: Database): Promise<Database> {
  await migrate(database);
  return database;
}

function portsOn(database: Database): TaxiPorts {
  const committed: CommittedMessages = new Listeners();
  const transactionOutbox = new PostgresOutbox(database, committed);
  return { ...postgresTaxi(database, committed), transactionOutbox };
}

function subjectOn(database: Database, close: () => Promise<void>): TaxiSubject {
  const by = (seconds: number, columns: readonly string[]) =>
    columns.map((column) => `${column} = ${column} - interval '${seconds} seconds'`).join(', ');
  return {
    ...portsOn(database),
    other: portsOn(database),
    age: (seconds) =>
      database.exec(`update orders set ${by(seconds, ['due_at', 'expires_at'])} where due_at is not null;
        update order_offers set ${by(seconds, ['offered_at', 'until_at'])};
        update outbox set ${by(seconds, ['taken_until'])}`),
    close,
  };
}
