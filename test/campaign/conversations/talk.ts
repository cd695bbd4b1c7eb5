import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../fixtures/until.ts';
import type { DecisionGround } from '../decision-ground.ts';
import type { Answer, LossyClient } from '../lossy-client.ts';
import { type HeardMessage, TalkFollower } from './talk-follower.ts';
import type { KnownMessage, TalkModel } from './talk-model.ts';
import type { Act, PlannedPerson, PlannedTalk } from './talk-plan.ts';

interface TalkParts {
  readonly ground: DecisionGround;
  readonly client: LossyClient;
  readonly model: TalkModel;
  readonly epoch: string;
  readonly seed: number;
}

const PAGE = 200;
const AGAIN_MS = 50;
const CAUGHT_UP_MS = 30_000;

interface Person {
  readonly plan: PlannedPerson;
  readonly token: string;
  readonly follower: TalkFollower;
}

/** How far somebody has read, as the server says. */
export interface Reader {
  readonly personId: string;
  readonly readUpTo: number;
  readonly unread: number;
}

/** One conversation, whose participants each do what is planned, one after the other, at the same time as the others. */
export class Talk {
  readonly id: string;
  askedAgain = 0;
  readonly #parts: TalkParts;
  readonly #people: readonly Person[];

  constructor(plan: PlannedTalk, parts: TalkParts) {
    this.id = plan.conversationId;
    this.#parts = parts;
    const { urls } = parts.ground;
    this.#people = plan.people.map((person, at) => {
      const token = parts.ground.tokenOf(person.role, person.id);
      const url = urls[(Number(this.id.slice(this.id.indexOf('-') + 1)) + at) % urls.length] ?? '';
      const readAll = (): Promise<readonly HeardMessage[]> => this.#readAll(token);
      const { epoch } = parts;
      return {
        plan: person,
        token,
        follower: new TalkFollower({ url, token, conversationId: this.id, epoch, readAll }),
      };
    });
  }

  get followers(): readonly TalkFollower[] {
    return this.#people.map(({ follower }) => follower);
  }

  get tokens(): readonly string[] {
    return this.#people.map(({ token }) => token);
  }

  async run(): Promise<void> {
    await this.#open();
    await Promise.all(this.#people.map((person) => this.#live(person)));
  }

  /** Until all have as much as the one that has most, and it is as much as there is. */
  async caughtUp(): Promise<void> {
    const [token = ''] = this.tokens;
    const { body } = await this.#parts.client.ask('GET', `/api/conversations/${this.id}`, token);
    const newest = Number(body['offset']);
    const isThere = ({ follower }: Person): boolean => follower.offsets.at(-1) === newest;
    const wait = { timeoutMs: CAUGHT_UP_MS };
    // What is missing then is the judge's to say.
    await until(`${this.id} is told up to ${newest}`, async () => this.#people.every(isThere), wait).catch(
      () => undefined,
    );
  }

  /** All messages as a participant reads them, page by page. */
  async readAll(): Promise<readonly HeardMessage[]> {
    return this.#readAll(this.tokens[0] ?? '');
  }

  readers(): Promise<Reader[]> {
    return Promise.all(
      this.#people.map(async ({ plan, token }) => {
        // What was read never goes back: this asks alone.
        const answer = await this.#parts.client.post(`/api/conversations/${this.id}/read`, token, {
          offset: 0,
        });
        require(answer, 200);
        const { readUpTo, unread } = answer.body;
        return { personId: plan.id, readUpTo: Number(readUpTo), unread: Number(unread) };
      }),
    );
  }

  close(): void {
    for (const { follower } of this.#people) follower.close();
  }

  async #open(): Promise<void> {
    const { client } = this.#parts;
    const [customer, ...others] = this.#people;
    if (customer === undefined) return;
    const opened = { conversationId: this.id, companyId: 'office', name: `The person ${customer.plan.id}` };
    require(await client.post('/api/conversations', customer.token, opened), 201);
    const agent = others.find(({ plan }) => plan.role === 'agent');
    for (const { plan } of others) {
      if (plan.role === 'agent') continue;
      const path = `/api/conversations/${this.id}/participants`;
      // A server without Redis knows its own connections alone: elsewhere, nobody is there yet.
      await until(`${plan.id} is let in`, async () => {
        require(await client.post(path, agent?.token ?? '', { participantId: plan.id }), 200);
        return true;
      });
    }
  }

  async #live(person: Person): Promise<void> {
    const { acts, away } = person.plan;
    for (const [at, act] of acts.entries()) {
      if (at === away?.from) person.follower.away();
      if (at === away?.until) person.follower.back();
      await this.#do(person, act, `${person.plan.id}-${at}`);
    }
    person.follower.back();
  }

  async #do(person: Person, act: Act, clientId: string): Promise<void> {
    switch (act.do) {
      case 'send':
        return this.#send(person, act, clientId);
      case 'edit':
        return this.#edit(person, act.pick, act.words);
      case 'delete':
        return this.#delete(person, act.pick);
      case 'react':
        return this.#react(person, act.pick, act.emoji);
      case 'read':
        return this.#read(person);
      case 'close':
        return this.#close(person);
    }
  }

  async #send(person: Person, { by, words }: Extract<Act, { do: 'send' }>, clientId: string): Promise<void> {
    const { client, model } = this.#parts;
    const body = `${words} (${clientId})`;
    const said = model.say(this.id, person.plan.id, clientId, body);
    if (by === 'socket') return this.#sendBySocket(person, said, body);
    const answer = await client.post(`/api/conversations/${this.id}/messages`, person.token, {
      body,
      clientId,
    });
    require(answer, 201);
    said.offsets.add(Number(answer.body['offset']));
  }

  async #sendBySocket(person: Person, said: KnownMessage, body: string): Promise<void> {
    const { clientId } = said;
    for (;;) {
      const ack = await person.follower.ask('message:send', { conversationId: this.id, body, clientId });
      if (ack?.ok === true && ack.offset !== undefined) {
        said.offsets.add(ack.offset);
        return;
      }
      const code = ack?.error?.code;
      if (code !== undefined && !['unavailable', 'rate_limited', 'unauthenticated'].includes(code))
        throw new Error(`message:send in ${this.id}: ${JSON.stringify(ack)}`);
      this.askedAgain += 1;
      // One who is away sends by HTTP: an application that is not connected would keep it.
      if (!person.follower.isConnected) {
        const path = `/api/conversations/${this.id}/messages`;
        const answer = await this.#parts.client.post(path, person.token, { body, clientId });
        require(answer, 201);
        said.offsets.add(Number(answer.body['offset']));
        return;
      }
      await sleep(AGAIN_MS);
    }
  }

  async #edit(person: Person, pick: number, words: string): Promise<void> {
    const own = this.#own(person, pick);
    if (own === undefined) return;
    const body = `${words} (${own.clientId}, changed)`;
    const answer = await this.#change('PATCH', person, own, '', { body });
    if (answer.status === 200) own.body = body;
  }

  async #delete(person: Person, pick: number): Promise<void> {
    const own = this.#own(person, pick);
    if (own === undefined) return;
    require(await this.#change('DELETE', person, own, ''), 200);
    own.isDeleted = true;
  }

  async #react(person: Person, pick: number, emoji: string | null): Promise<void> {
    const any = chosen(this.#parts.model.of(this.id), pick);
    if (any === undefined) return;
    const answer = await this.#change('PUT', person, any, '/reaction', { emoji });
    // Its sender has deleted it meanwhile.
    if (answer.status === 409) return;
    require(answer, 200);
    if (emoji === null) any.reactions.delete(person.plan.id);
    else any.reactions.set(person.plan.id, emoji);
  }

  async #read(person: Person): Promise<void> {
    const offset = Math.max(0, ...person.follower.list.keys());
    const path = `/api/conversations/${this.id}/read`;
    require(await this.#parts.client.post(path, person.token, { offset }), 200);
    this.#parts.model.read(this.id, person.plan.id, offset);
  }

  async #close(person: Person): Promise<void> {
    const change = { state: 'closed' };
    require(await this.#parts.client.ask(
      'PATCH',
      `/api/conversations/${this.id}`,
      person.token,
      change,
    ), 200);
  }

  #change(method: string, { token }: Person, { offsets }: KnownMessage, what: string, body?: object) {
    const [offset] = offsets;
    const path = `/api/conversations/${this.id}/messages/${offset}${what}`;
    return this.#parts.client.ask(method, path, token, body);
  }

  #own(person: Person, pick: number): KnownMessage | undefined {
    const own = this.#parts.model
      .of(this.id)
      .filter(({ senderId, isDeleted }) => senderId === person.plan.id && !isDeleted);
    return chosen(own, pick);
  }

  async #readAll(token: string): Promise<readonly HeardMessage[]> {
    const all: HeardMessage[] = [];
    for (let after: unknown = 0; after !== null; ) {
      const path = `/api/conversations/${this.id}/messages?after=${after}&limit=${PAGE}`;
      const answer = await this.#parts.client.ask('GET', path, token);
      require(answer, 200);
      all.push(...(answer.body['items'] as HeardMessage[]));
      after = answer.body['after'];
    }
    return all;
  }
}

function chosen<One>(all: readonly One[], pick: number): One | undefined {
  return all[Math.floor(pick * all.length)];
}

function require({ status, body }: Answer, expected: number): void {
  if (status !== expected && !(expected === 201 && status === 200))
    throw new Error(`answered ${status} ${JSON.stringify(body)}`);
}
