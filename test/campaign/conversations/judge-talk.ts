import { readRows } from '../read-rows.ts';
import type { Reader, Talk } from './talk.ts';
import type { HeardMessage } from './talk-follower.ts';
import type { KnownMessage, TalkModel } from './talk-model.ts';

/** What is wrong, by kind; all of it should be 0. `examples` has the first of them in words. */
export interface TalkVerdict {
  /** Messages that were acknowledged, and are not stored, or stored twice. */
  readonly lost: number;
  readonly doubled: number;
  /** Messages with another text, place, deletion or reactions than their sender was told. */
  readonly changed: number;
  /** Stored, and said by nobody. */
  readonly foreign: number;
  /** Conversations whose events are not numbered 1, 2, 3 … */
  readonly wrongNumbers: number;
  /** Participants whose list is not that of the database. */
  readonly wrongLists: number;
  /** Events that a participant was told twice, or in another order. */
  readonly wrongTellings: number;
  /** Who has read less or more than it said, or is told another number of unread messages. */
  readonly wrongReads: number;
  readonly leftInOutbox: number;
  readonly examples: readonly string[];
}

type Kind = Exclude<keyof TalkVerdict, 'examples'>;
type Complain = (kind: Kind, what: string) => void;

export interface TalkOutcome {
  readonly databaseUrl: string;
  readonly talks: readonly Talk[];
  readonly model: TalkModel;
}

const EXAMPLES_A_KIND = 4;

export async function judgeTalk({ databaseUrl, talks, model }: TalkOutcome): Promise<TalkVerdict> {
  const counts = {
    ...{ lost: 0, doubled: 0, changed: 0, foreign: 0, wrongNumbers: 0 },
    ...{ wrongLists: 0, wrongTellings: 0, wrongReads: 0, leftInOutbox: 0 },
  };
  const examples: string[] = [];
  const complain: Complain = (kind, what) => {
    counts[kind] += 1;
    if (counts[kind] <= EXAMPLES_A_KIND) examples.push(`${kind}: ${what}`);
  };
  await judgeNumbers(databaseUrl, complain);
  for (const talk of talks) {
    const stored = await talk.readAll();
    judgeMessages(talk.id, stored, model.of(talk.id), complain);
    judgeFollowers(talk, stored, complain);
    for (const reader of await talk.readers()) judgeReader(talk.id, reader, stored, model, complain);
  }
  for (const { topic_id, event } of await readRows(databaseUrl, 'select topic_id, event from outbox'))
    complain('leftInOutbox', `${event} of ${topic_id}`);
  return { ...counts, examples };
}

async function judgeNumbers(databaseUrl: string, complain: Complain): Promise<void> {
  const wrong = await readRows(
    databaseUrl,
    `with numbered as (
      select tenant_id, conversation_id, log_offset from messages
      union all select tenant_id, conversation_id, log_offset from conversation_events
    )
    select c.conversation_id, c.revision, count(n.log_offset)::int as events, max(n.log_offset) as newest
    from conversations c left join numbered n using (tenant_id, conversation_id)
    group by c.tenant_id, c.conversation_id, c.revision
    having count(*) <> c.revision or count(distinct n.log_offset) <> c.revision
      or max(n.log_offset) is distinct from c.revision`,
  );
  for (const row of wrong) complain('wrongNumbers', JSON.stringify(row));
}

function judgeMessages(
  id: string,
  stored: readonly HeardMessage[],
  known: readonly KnownMessage[],
  complain: Complain,
): void {
  const rows = Map.groupBy(stored, ({ senderId, clientId }) => `${senderId} ${clientId}`);
  for (const message of known) {
    const key = `${message.senderId} ${message.clientId}`;
    const found = rows.get(key) ?? [];
    rows.delete(key);
    const [one] = found;
    if (one === undefined) complain('lost', `${key} of ${id}`);
    else if (found.length > 1) complain('doubled', `${key} of ${id}`);
    else if (!isSame(one, message)) complain('changed', `${JSON.stringify(one)} was ${asText(message)}`);
  }
  for (const key of rows.keys()) complain('foreign', `${key} of ${id}`);
}

function isSame(one: HeardMessage, known: KnownMessage): boolean {
  if (known.offsets.size !== 1 || !known.offsets.has(one.offset)) return false;
  if (known.isDeleted) return one.deletedAt !== null && one.body === '';
  const reactions = one.reactions.map(({ emoji, by }) => `${by} ${emoji}`).sort();
  const told = [...known.reactions].map(([by, emoji]) => `${by} ${emoji}`).sort();
  return one.deletedAt === null && one.body === known.body && reactions.join() === told.join();
}

function asText({ offsets, body, isDeleted, reactions }: KnownMessage): string {
  return JSON.stringify({ offsets: [...offsets], body, isDeleted, reactions: [...reactions] });
}

function judgeFollowers(talk: Talk, stored: readonly HeardMessage[], complain: Complain): void {
  const want = stored.map(asLine);
  for (const follower of talk.followers) {
    // In the order in which they came to stand in it, which is that of their offsets where nothing is wrong.
    const got = [...follower.list.values()].map(asLine);
    const at = want.findIndex((line, index) => line !== got[index]);
    if (at !== -1 || got.length !== want.length)
      complain(
        'wrongLists',
        `${talk.id}: ${got.length} of ${want.length}, first other ${got[at]} for ${want[at]}`,
      );
    for (const fault of follower.faults) complain('wrongTellings', fault);
  }
}

function asLine({ offset, senderId, clientId, body, deletedAt, reactions }: HeardMessage): string {
  const marks = reactions.map(({ emoji, by }) => `${by} ${emoji}`).sort();
  return `${offset} ${senderId} ${clientId} ${body} ${deletedAt !== null} ${marks}`;
}

/** At least as far as it said, and told of as many unread messages as there are. */
function judgeReader(
  id: string,
  { personId, readUpTo, unread }: Reader,
  stored: readonly HeardMessage[],
  model: TalkModel,
  complain: Complain,
): void {
  const said = model.reads.get(`${id} ${personId}`) ?? 0;
  if (readUpTo < said) complain('wrongReads', `${personId} in ${id}: ${readUpTo}, said ${said}`);
  const left = stored.filter(
    ({ senderId, offset, deletedAt }) => senderId !== personId && offset > readUpTo && deletedAt === null,
  );
  if (unread !== left.length)
    complain('wrongReads', `${personId} in ${id}: ${unread} unread, there are ${left.length}`);
}
