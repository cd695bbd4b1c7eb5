import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { conversationPage } from '../../../src/adapters/postgres/conversations/conversation-page.ts';
import { GET, READ } from '../../../src/adapters/postgres/conversations/conversation-statements.ts';
import { BEFORE } from '../../../src/adapters/postgres/conversations/message-pages.ts';
import { AFTER } from '../../../src/adapters/postgres/conversations/postgres-conversation-log.ts';
import { searchStatement } from '../../../src/adapters/postgres/conversations/search-messages.ts';
import { SEND } from '../../../src/adapters/postgres/conversations/send-statements.ts';
import type { Database, Parameter } from '../../../src/adapters/postgres/database.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { DAY_MS, type KeepingSubject, NOW } from '../../../src/conformance/keeping-subject.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { keepingSubject } from './keeping-subject.ts';
import { quiet } from './stores.ts';

const at = (days: number) => `'${new Date(NOW - days * DAY_MS).toISOString()}'::timestamptz`;

/** So many conversations of a company, each with two messages, an event and somebody, the last that many days ago. */
const insert = (company: string, state: string, days: number, count: number): string => {
  const id = `'${company}-${state}-${days}-' || n`;
  const each = `from generate_series(1, ${count}) n`;
  return `insert into conversations (tenant_id, conversation_id, company_id, state, created_by, revision, last_offset,
      last_message_at, created_at, updated_at)
    select 'acme', ${id}, '${company}', '${state}', 'ana', 3, 3, ${at(days)}, ${at(days)}, ${at(0)} ${each};
  insert into messages (tenant_id, conversation_id, log_offset, company_id, message_id, client_id, sender_id, sender_kind,
      body, sent_at)
    select 'acme', ${id}, place, '${company}', n || '-' || place, place, 'ana', 'customer',
      'word' || n || ' and more of it', ${at(days)} ${each} cross join generate_series(2, 3) place;
  insert into conversation_events (tenant_id, conversation_id, log_offset, event)
    select 'acme', ${id}, 1, 'conversation:update' ${each};
  insert into conversation_participants (tenant_id, conversation_id, participant_id, kind, takes_part, joined_at)
    select 'acme', ${id}, 'ana-' || n, 'customer', true, ${at(days)} ${each};
  insert into deliveries (tenant_id, event_id, conversation_id, conversation_offset, channel, target_id)
    select 'acme', 'cv_' || n, ${id}, 3, 'webhook', 'w' ${each};`;
};

const LONG = 100_000;

/** A conversation of many messages. */
const LONG_ONE = `insert into conversations (tenant_id, conversation_id, company_id, created_by, revision, last_offset,
    last_message_at, created_at, updated_at)
  values ('acme', 'long', 'shop', 'ana', ${LONG}, ${LONG}, now(), now(), now());
  insert into messages (tenant_id, conversation_id, log_offset, company_id, message_id, client_id, sender_id, sender_kind,
    body, sent_at)
  select 'acme', 'long', n, 'shop', 'long-' || n, n, case n % 2 when 0 then 'ana' else 'olga' end, 'customer',
    'line' || n || ' of what was said', now() from generate_series(1, ${LONG}) n`;

let database: Database;
let subject: KeepingSubject;
beforeAll(async () => {
  database = new PgDatabase({ url: await freshDatabase(), log: quiet, clock: systemClock });
  subject = await keepingSubject(database);
});
afterAll(() => subject?.close());

const TABLES = [
  'conversations',
  'messages',
  'conversation_events',
  'conversation_participants',
  'deliveries',
];

const kept = async (): Promise<unknown[]> => {
  const counts = TABLES.map((table) => `(select count(*)::integer from ${table}) as ${table}`);
  return Object.values((await database.query({ text: `select ${counts.join(', ')}` }))[0] ?? {});
};

it('closed conversations go after the time that their company has set, with all that belongs to them', async () => {
  await database.exec(`insert into companies (tenant_id, company_id, name, messages_per_minute, retention_days)
    values ('acme', 'shop', 'Shop', 60, 30), ('acme', 'depot', 'Depot', 60, null), ('acme', 'other', 'Other', 60, 90)`);
  await database.exec(insert('shop', 'closed', 40, 1500));
  await database.exec(insert('shop', 'closed', 20, 10));
  await database.exec(insert('shop', 'pending', 40, 10));
  await database.exec(insert('depot', 'closed', 40, 10));
  await database.exec(insert('other', 'closed', 40, 10));
  await database.exec(insert('office', 'closed', 4000, 10));
  expect(await kept()).toEqual([1550, 3100, 1550, 1550, 1550]);
  await subject.keep(NOW);
  expect(await kept()).toEqual([50, 100, 50, 50, 50]);
  await subject.keep(NOW + 100 * DAY_MS);
  expect(await kept()).toEqual([30, 60, 30, 30, 30]);
});

/** Tables that a statement reads from end to end, and the rows that it looks at in `messages`, at the most in one go. */
async function plan(text: string, parameters: readonly Parameter[]) {
  const bound = parameters.reduceRight<string>(
    (sql, value, index) => sql.replaceAll(`$${index + 1}`, literal(value)),
    text,
  );
  const [row = {}] = await database.query({ text: `explain (analyze, format json) ${bound}` });
  const nodes: Record<string, unknown>[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (typeof node === 'object' && node !== null) {
      nodes.push({ ...node });
      for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
    }
  };
  visit(row['QUERY PLAN']);
  const ofMessages = nodes.filter((node) => node['Relation Name'] === 'messages');
  return {
    sequential: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']),
    rows: Math.max(0, ...ofMessages.map((node) => Number(node['Actual Rows'] ?? 0))),
  };
}

function literal(value: Parameter): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return value === null ? 'null' : String(value);
}

it('V6 a conversation of 100,000 messages is opened, read, searched and written to by indexes', async () => {
  await database.exec(insert('shop', 'open', 1, 2000));
  await database.exec(LONG_ONE);
  await database.exec('analyze');
  const inbox = (filter: Parameters<typeof conversationPage>[2]) => {
    const { text, parameters } = conversationPage('acme', 'olga', filter, 50, undefined);
    return [text, parameters] as const;
  };
  const search = searchStatement('acme', 'line777', {}, 50);
  const asked: Record<string, readonly [string, readonly Parameter[], number]> = {
    'a page': [BEFORE.text, ['acme', 'long', LONG - 1000, 51], 51],
    'its head, with what is unread': [GET.text, ['acme', 'long', 'ana'], 1000],
    'what was missed': [AFTER.text, ['acme', 'long', LONG - 100, 500], 100],
    'the inbox': [...inbox({}), 1000],
    'the inbox of a company': [...inbox({ companyIds: ['shop'], state: 'open' }), 1000],
    'those of a person': [...inbox({ participantId: 'ana-7' }), 1000],
    'a search': [search.text, search.parameters, 200],
    'reading on': [READ.text, ['acme', 'long', 'olga', LONG - 10, 'agent', 'Olga'], 10],
    'a new one': [SEND.text, ['acme', 'long', 'ana', null, 'customer', 'id', 'new', 'Hello', '[]', 5], 1],
  };
  for (const [what, [text, parameters, most]] of Object.entries(asked)) {
    const { sequential, rows } = await plan(text, parameters);
    const large = sequential.filter((table) => table !== 'log_epochs' && table !== 'webhooks');
    expect([what, large]).toEqual([what, []]);
    expect(rows, what).toBeGreaterThan(0);
    expect(rows, what).toBeLessThanOrEqual(most);
  }
});
