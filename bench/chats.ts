// Customers and agents who write to each other, alone in a process: `scenarios/messages.ts` starts it with a Chatting as
// JSON and reads the ChattingFigures that it prints.

import { setTimeout } from 'node:timers/promises';
import { type Chatter, openChatter } from './chat/chatter.ts';
import type { Chatting, ChattingFigures } from './chat/chatting.ts';
import { percentiles } from './percentiles.ts';
import { cpuSecondsOf } from './processes/process-tree.ts';
import { signPerson } from './token.ts';

const OPENED_AT_ONCE = 16;
/** Longer than any message takes that comes at all. */
const PATIENCE_MS = 10_000;

interface Pair {
  readonly conversationId: string;
  readonly customer: Chatter;
  readonly agent: Chatter;
}

const chatting: Chatting = JSON.parse(process.argv[2] ?? '');
const [customersAt = ''] = chatting.urls;
const agentsAt = chatting.urls.at(-1) ?? '';
const waits = { delivered: [] as number[], acknowledged: [] as number[] };
/** When messages were due, by their text, until the other side has them. */
const underWay = new Map<string, number>();
let nextMessage = 0;

async function ask(method: string, path: string, token: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(customersAt + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok)
    throw new Error(`${method} ${path} was answered with ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function openPair(at: number): Promise<Pair> {
  const conversationId = `talk-${at}`;
  const customerToken = signPerson(chatting.secret, 'customer', `customer-${at}`);
  const agentToken = signPerson(chatting.secret, 'agent', `agent-${at}`);
  await ask('POST', '/api/conversations', customerToken, { conversationId });
  const isOther = (sender: string) => (message: Readonly<Record<string, unknown>>) => {
    if (message['senderId'] === sender) return;
    const text = String(message['body']);
    const due = underWay.get(text);
    underWay.delete(text);
    if (due !== undefined) waits.delivered.push(performance.now() - due);
  };
  const customer = await openChatter(customersAt, customerToken, isOther(`customer-${at}`));
  const agent = await openChatter(agentsAt, agentToken, isOther(`agent-${at}`));
  await Promise.all([customer.follow(conversationId), agent.follow(conversationId)]);
  return { conversationId, customer, agent };
}

async function write({ conversationId, customer, agent }: Pair, due: number): Promise<void> {
  const number = nextMessage++;
  const text = `message ${number}: is the taxi on its way? I am waiting at the corner.`;
  underWay.set(text, due);
  await (number % 2 === 0 ? customer : agent).send(conversationId, text, `m-${number}`);
  waits.acknowledged.push(performance.now() - due);
}

/** Resolves to the seconds until the last was acknowledged. */
async function writeFor(pairs: readonly Pair[], seconds: number): Promise<number> {
  const began = performance.now();
  const count = Math.floor(seconds * chatting.perSecond);
  const all: Promise<void>[] = [];
  for (let at = 0; at < count; at++) {
    const due = began + (at * 1000) / chatting.perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    const pair = pairs[at % pairs.length];
    if (pair !== undefined) all.push(write(pair, due));
  }
  await Promise.all(all);
  return (performance.now() - began) / 1000;
}

async function allDelivered(): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (underWay.size > 0 && performance.now() < until) await setTimeout(10);
  if (underWay.size > 0) throw new Error(`${underWay.size} messages were not delivered`);
}

function used() {
  const { user, system } = process.cpuUsage();
  const { servers, postgres, redis } = chatting.pids;
  return {
    servers: servers.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    ...{ postgres: cpuSecondsOf(postgres), redis: cpuSecondsOf(redis) },
    chats: (user + system) / 1e6,
  };
}

async function measure(pairs: readonly Pair[]): Promise<ChattingFigures> {
  await writeFor(pairs, chatting.warmUpSeconds);
  await allDelivered();
  waits.delivered = [];
  waits.acknowledged = [];
  const before = used();
  const seconds = await writeFor(pairs, chatting.seconds);
  await allDelivered();
  const after = used();
  return {
    ...{ sent: waits.acknowledged.length, seconds },
    ...{ delivered: percentiles(waits.delivered), acknowledged: percentiles(waits.acknowledged) },
    cpu: {
      servers: after.servers - before.servers,
      postgres: after.postgres - before.postgres,
      redis: after.redis - before.redis,
      chats: after.chats - before.chats,
    },
  };
}

const admin = signPerson(chatting.secret, 'admin', 'admin');
await ask('PUT', '/api/companies/office', admin, { name: 'Office', messagesPerMinute: 6000 });
const pairs: Pair[] = [];
let opening = 0;
const open = async (): Promise<void> => {
  while (opening < chatting.conversations) pairs.push(await openPair(opening++));
};
await Promise.all(Array.from({ length: OPENED_AT_ONCE }, open));
const figures = await measure(pairs);
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
