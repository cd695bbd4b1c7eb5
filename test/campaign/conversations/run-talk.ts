import { createRandom } from '@waycast/geo';
import { breakInTurn, type DecisionGround, openDecisionGround, untilAllIsTold } from '../decision-ground.ts';
import { LossyClient } from '../lossy-client.ts';
import { playOn } from '../play-on.ts';
import { readRows } from '../read-rows.ts';
import { judgeTalk, type TalkVerdict } from './judge-talk.ts';
import { Talk } from './talk.ts';
import { TalkModel } from './talk-model.ts';
import { planTalks, type TalkSize } from './talk-plan.ts';

export interface TalkCampaign {
  readonly verdict: TalkVerdict;
  readonly messages: number;
  readonly events: number;
  readonly followers: number;
  readonly lostReplies: number;
  readonly askedAgain: number;
  /** Of requests over HTTP that were answered. */
  readonly answerMs: { readonly p50: number; readonly p99: number };
  readonly reconnects: number;
  /** How often a follower had missed so much that it read pages. */
  readonly reloads: number;
  readonly faults: readonly string[];
  readonly seconds: number;
}

/** People talk over servers whose parts are killed; then what everybody has is held against what they were told. */
export async function runTalk(
  size: TalkSize,
  on: 'sentinel' | 'no Redis',
  say: (line: string) => void,
): Promise<TalkCampaign> {
  return playOn(await openDecisionGround(size.servers, on), say, (ground) => play(ground, size, say));
}

async function play(
  ground: DecisionGround,
  size: TalkSize,
  say: (line: string) => void,
): Promise<TalkCampaign> {
  const startedAt = Date.now();
  const { databaseUrl } = ground;
  const client = new LossyClient(ground.urls, createRandom(size.seed + 1));
  const model = new TalkModel();
  await describeOffice(client, ground);
  const [row] = await readRows(databaseUrl, `select epoch from log_epochs where family = 'conversation'`);
  const talks = planTalks(size).map(
    (plan) => new Talk(plan, { ground, client, model, epoch: String(row?.epoch), seed: size.seed }),
  );
  try {
    const breaking = breakInTurn(ground, size, say);
    await inLanes(talks, size.atOnce, (talk) => talk.run());
    const faults = await breaking;
    await untilAllIsTold(databaseUrl);
    for (const talk of talks) await talk.caughtUp();
    const verdict = await judgeTalk({ databaseUrl, talks, model });
    return {
      verdict,
      ...(await figures({ ground, client, model, talks })),
      faults,
      seconds: since(startedAt),
    };
  } finally {
    for (const talk of talks) talk.close();
  }
}

function since(startedAt: number): number {
  return Math.round((Date.now() - startedAt) / 1000);
}

/** Nobody is to be refused for writing fast. */
async function describeOffice(client: LossyClient, ground: DecisionGround): Promise<void> {
  const company = { name: 'Office', messagesPerMinute: 6000 };
  const admin = ground.tokenOf('admin', 'admin');
  const { status, body } = await client.ask('PUT', '/api/companies/office', admin, company);
  if (status !== 200) throw new Error(`the office was refused: ${JSON.stringify(body)}`);
}

async function inLanes<One>(
  all: readonly One[],
  lanes: number,
  run: (one: One) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let one = all[next++]; one !== undefined; one = all[next++]) await run(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

interface Played {
  readonly ground: DecisionGround;
  readonly client: LossyClient;
  readonly model: TalkModel;
  readonly talks: readonly Talk[];
}

async function figures({ ground, client, model, talks }: Played) {
  const [row] = await readRows(ground.databaseUrl, 'select sum(revision)::int as events from conversations');
  const followers = talks.flatMap((talk) => talk.followers);
  return {
    messages: model.said,
    events: Number(row?.['events']),
    followers: followers.length,
    lostReplies: client.lost,
    askedAgain: client.retried + talks.reduce((sum, { askedAgain }) => sum + askedAgain, 0),
    answerMs: client.answerMs(),
    reconnects: followers.reduce((sum, { reconnects }) => sum + reconnects, 0),
    reloads: followers.reduce((sum, { reloads }) => sum + reloads, 0),
  };
}
