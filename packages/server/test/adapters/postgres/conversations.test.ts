import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { readText } from '../../../src/adapters/postgres/cells.ts';
import { postgresConversations } from '../../../src/adapters/postgres/conversations/postgres-conversation-store.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { Listeners } from '../../../src/adapters/postgres/outbox/listeners.ts';
import type { CommittedMessages } from '../../../src/adapters/postgres/outbox/outbox-rows.ts';
import { PostgresOutbox } from '../../../src/adapters/postgres/outbox/postgres-outbox.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { companiesSuite } from '../../../src/conformance/companies-suite.ts';
import { conversationErasureSuite } from '../../../src/conformance/conversation-erasure-suite.ts';
import { conversationPagesSuite } from '../../../src/conformance/conversation-pages-suite.ts';
import { conversationRacesSuite } from '../../../src/conformance/conversation-races-suite.ts';
import type { ConversationPorts } from '../../../src/conformance/conversation-samples.ts';
import { conversationsSuite } from '../../../src/conformance/conversations-suite.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const options = { log: quiet, clock: systemClock };

const databases: Record<string, () => Promise<Database>> = {
  embedded: () => EmbeddedDatabase.open({ dataDir: 'memory', ...options }),
  PostgreSQL: async () => new PgDatabase({ url: await freshDatabase(), ...options }),
};
/** Of the conversation $2 as many as $4 says of $3, after what there is. */
const FILL = `with c as (
    update conversations set revision = revision + $4::integer, last_offset = revision + $4::integer
    where tenant_id = $1 and conversation_id = $2 returning *
  )
  insert into messages (tenant_id, conversation_id, log_offset, company_id, message_id, client_id, sender_id, sender_kind,
    body, sent_at)
  select $1, $2, c.revision - $4::integer + n, c.company_id, 'id-' || n, 'm-' || n, $3, 'member', 'Words of ' || n, now()
  from c, generate_series(1, $4::integer) n`;

const suites = [conversationsSuite, conversationPagesSuite, conversationRacesSuite, conversationErasureSuite];

for (const [name, open] of Object.entries(databases)) {
  // Shared by the suites, since their tests have tenants of their own; closed with the last of them.
  let opened: Promise<Database> | undefined;
  let inUse = suites.length + 1;
  const database = () => {
    opened ??= open().then(async (one) => {
      await migrate(one);
      return one;
    });
    return opened;
  };
  const close = async () => {
    if (--inUse === 0) await (await database()).close();
  };
  for (const suite of suites) suite(name, async () => subjectOn(await database(), close));
  companiesSuite(name, async () => companiesOn(await database(), close));
}

function portsOn(database: Database): ConversationPorts {
  const committed: CommittedMessages = new Listeners();
  const transactionOutbox = new PostgresOutbox(database, committed);
  return { ...postgresConversations(database, committed, systemClock), transactionOutbox };
}

function subjectOn(database: Database, close: () => Promise<void>) {
  return {
    ...portsOn(database),
    other: portsOn(database),
    age: (seconds: number) =>
      database.exec(`update outbox set taken_until = taken_until - interval '${seconds} seconds'`),
    fill: (tenant: string, conversationId: string, senderId: string, messages: number) =>
      fill(database, [tenant, conversationId, senderId, messages]),
    tablesWith: (text: string) => tablesWith(database, text),
    close,
  };
}

function companiesOn(database: Database, close: () => Promise<void>) {
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const server = () => postgresConversations(database, new Listeners(), clock).companies;
  return {
    ...{ companies: server(), other: server(), close },
    pass(ms: number) {
      now += ms;
    },
  };
}

/** At once, behind the adapter's back. */
async function fill(database: Database, messages: readonly [string, string, string, number]): Promise<void> {
  await database.query({ text: FILL }, messages);
}

/** Looks through all rows of all tables that there are. Ids of tenants stand in every row, so that they do not count. */
async function tablesWith(database: Database, text: string): Promise<string[]> {
  const tables = await database.query({
    text: "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  });
  const found: string[] = [];
  for (const row of tables) {
    const name = readText(row, 'name');
    const holds = `select 1 from ${name} x where (to_jsonb(x) - 'tenant_id')::text like '%' || $1 || '%' limit 1`;
    if ((await database.query({ text: holds }, [text])).length > 0) found.push(name);
  }
  return found;
}
