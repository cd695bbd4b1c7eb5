import { createRandom } from '@waycast/geo';
import { until } from '../../fixtures/until.ts';
import {
  breakInTurn,
  type DecisionGround,
  openDecisionGround,
  untilAllIsTold,
  untilNone,
} from '../decision-ground.ts';
import { type Answer, LossyClient } from '../lossy-client.ts';
import { playOn } from '../play-on.ts';
import { readRows } from '../read-rows.ts';
import { judgeOrders, type OrderVerdict } from './judge-orders.ts';
import { OrderFollower } from './order-follower.ts';
import { type OrderSize, type PlannedOrder, planOrders } from './order-plan.ts';

export interface OrderCampaign {
  readonly verdict: OrderVerdict;
  /** By status. */
  readonly orders: Readonly<Record<string, number>>;
  readonly asked: number;
  readonly lostReplies: number;
  readonly askedAgain: number;
  /** Of acceptances that were answered, the winner's and the losers'. */
  readonly acceptMs: { readonly p50: number; readonly p99: number };
  /** From the time of an order that nobody accepted to its end. */
  readonly slowestExpiryMs: number;
  readonly followed: number;
  /** Acceptances that all drivers were told of, as each follower heard them. */
  readonly heard: readonly number[];
  readonly reconnects: number;
  readonly notRecovered: number;
  readonly faults: readonly string[];
  readonly seconds: number;
}

const REFUSED: ReadonlySet<number> = new Set([409]);

/** Orders that many drivers want at once, over servers whose parts are killed; then everything told is held against the rows. */
export async function runOrders(
  size: OrderSize,
  on: 'sentinel' | 'no Redis',
  say: (line: string) => void,
): Promise<OrderCampaign> {
  const ground = await openDecisionGround(size.servers, on);
  return playOn(ground, say, () => new Rush(ground, size, say).run());
}

class Rush {
  readonly #ground: DecisionGround;
  readonly #size: OrderSize;
  readonly #say: (line: string) => void;
  readonly #client: LossyClient;
  readonly #accepting: LossyClient;
  readonly #winners = new Map<string, Set<string>>();
  readonly #tokens = new Map<string, string>();

  constructor(ground: DecisionGround, size: OrderSize, say: (line: string) => void) {
    this.#ground = ground;
    this.#size = size;
    this.#say = say;
    this.#client = new LossyClient(ground.urls, createRandom(size.seed + 1));
    this.#accepting = new LossyClient(ground.urls, createRandom(size.seed + 2));
  }

  async run(): Promise<OrderCampaign> {
    const startedAt = Date.now();
    const { urls, databaseUrl } = this.#ground;
    await this.#settle();
    const [epoch] = await readRows(databaseUrl, `select epoch from log_epochs where family = 'order'`);
    const followers = urls.map(
      (url) => new OrderFollower(url, this.#token('driver', 'driver-who-follows'), String(epoch?.epoch)),
    );
    const plan = planOrders(this.#size);
    const breaking = breakInTurn(this.#ground, this.#size, this.#say);
    await this.#playAll(plan, followers);
    const faults = await breaking;
    await this.#over();
    await told(followers, databaseUrl);
    const figures = await this.#figures(followers, startedAt);
    for (const follower of followers) follower.close();
    const outcome = { winners: this.#winners, followers };
    return { verdict: await judgeOrders(databaseUrl, outcome), ...figures, faults };
  }

  async #settle(): Promise<void> {
    const admin = this.#token('admin', 'admin');
    const { body } = await this.#client.ask('GET', '/api/taxi/settings', admin);
    const settings = { ...body, expiresAfterS: this.#size.expiresAfterS };
    const { status, body: answer } = await this.#client.ask('PUT', '/api/taxi/settings', admin, settings);
    if (status !== 200) throw new Error(`the settings were refused: ${JSON.stringify(answer)}`);
  }

  async #playAll(plan: readonly PlannedOrder[], followers: readonly OrderFollower[]): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let at = next++; at < plan.length; at = next++) {
        const order = plan[at];
        if (order === undefined) return;
        const isFollowed = at % this.#size.followedOneIn === 0;
        await this.#play(order, isFollowed ? followers : []);
        if (at % 1000 === 999) this.#say(`${new Date().toISOString()} ${at + 1} orders`);
      }
    };
    await Promise.all(Array.from({ length: this.#size.atOnce }, lane));
  }

  async #play(order: PlannedOrder, followers: readonly OrderFollower[]): Promise<void> {
    const { orderId, riderId, pickup, dropoff, rivals, isCancelled } = order;
    const rider = this.#token('customer', riderId);
    const key = { 'idempotency-key': `key-${orderId}` };
    const made = await this.#client.post('/api/orders', rider, { orderId, pickup, dropoff }, key);
    if (made.status !== 201 || made.body.orderId !== orderId) throw unexpected('create', orderId, made);
    for (const follower of followers) void follower.follow(orderId);
    const cancelling = isCancelled ? this.#client.post(`/api/orders/${orderId}/cancel`, rider) : undefined;
    await Promise.all(rivals.map((driver) => this.#accept(orderId, driver)));
    await cancelling;
    const [winner] = this.#winners.get(orderId) ?? [];
    if (winner !== undefined) await this.#ride(orderId, winner);
  }

  async #accept(orderId: string, driver: string): Promise<void> {
    const answer = await this.#accepting.post(`/api/orders/${orderId}/accept`, this.#token('driver', driver));
    if (REFUSED.has(answer.status)) return;
    if (answer.status !== 200) throw unexpected('accept', orderId, answer);
    this.#winners.set(orderId, (this.#winners.get(orderId) ?? new Set()).add(driver));
    if (answer.body.driverId !== driver) throw unexpected('accept', orderId, answer);
  }

  /** To the end; where the rider has cancelled, no further. */
  async #ride(orderId: string, driver: string): Promise<void> {
    for (const verb of ['arrive', 'start', 'complete']) {
      const answer = await this.#client.post(`/api/orders/${orderId}/${verb}`, this.#token('driver', driver));
      if (answer.status === 409) return;
      if (answer.status !== 200) throw unexpected(verb, orderId, answer);
    }
  }

  /** Waits until no order is open, and everything that was decided is told. */
  async #over(): Promise<void> {
    const { databaseUrl } = this.#ground;
    const open = `select from orders where status in ('NEW', 'OFFERED') limit 1`;
    await untilNone('no order is open', databaseUrl, open);
    await untilAllIsTold(databaseUrl);
  }

  async #figures(followers: readonly OrderFollower[], startedAt: number) {
    const { databaseUrl } = this.#ground;
    const counts = await readRows(
      databaseUrl,
      'select status, count(*)::int as n from orders group by 1 order by 1',
    );
    const [slowest] = await readRows(
      databaseUrl,
      `select coalesce(max(extract(epoch from ended_at - expires_at)), 0)::float8 * 1000 as ms from orders
      where status = 'EXPIRED'`,
    );
    return {
      orders: Object.fromEntries(counts.map(({ status, n }) => [String(status), Number(n)])),
      asked: this.#client.latenciesMs.length + this.#accepting.latenciesMs.length,
      lostReplies: this.#client.lost + this.#accepting.lost,
      askedAgain: this.#client.retried + this.#accepting.retried,
      acceptMs: this.#accepting.answerMs(),
      slowestExpiryMs: Math.round(Number(slowest?.ms)),
      followed: followers.reduce((sum, { told }) => sum + told.size, 0),
      heard: followers.map(({ accepted }) => accepted.size),
      reconnects: followers.reduce((sum, { reconnects }) => sum + reconnects, 0),
      notRecovered: followers.reduce((sum, { notRecovered }) => sum + notRecovered, 0),
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  }

  #token(role: string, subject: string): string {
    const known = this.#tokens.get(subject) ?? this.#ground.tokenOf(role, subject);
    this.#tokens.set(subject, known);
    return known;
  }
}

function unexpected(what: string, orderId: string, { status, body }: Answer): Error {
  return new Error(`${what} of ${orderId} was answered ${status} ${JSON.stringify(body)}`);
}

/** Waits until followers have as many events as there are; what is missing then is the judge's to say. */
async function told(followers: readonly OrderFollower[], databaseUrl: string): Promise<void> {
  const rows = await readRows(
    databaseUrl,
    'select order_id, count(*)::int as n from order_events group by 1',
  );
  const counts = new Map(rows.map(({ order_id, n }) => [String(order_id), Number(n)]));
  const isComplete = () =>
    followers.every(({ told }) =>
      [...told].every(([orderId, changes]) => changes.length >= (counts.get(orderId) ?? 0)),
    );
  await until('followers are told of everything', isComplete, { timeoutMs: 20_000 }).catch(() => undefined);
}
