import type { HttpApi } from '@waycast/client';
import type { Random } from '@waycast/geo';
import { EXCHANGES, type Exchange } from './exchanges.ts';

const CALLERS = 'Ana Ben Carla Deniz Ewa Fred Gita Hana Ivo Jana Karl Lena'.split(' ');
/** Between two conversations that begin. */
const APART_S = [50, 110] as const;
/** There is something to read at once. */
const AT_FIRST = 3;
/** What it takes to read and write a line. */
const LINE_S = [6, 18] as const;
/** Some are left without an answer, for whoever looks around. */
const LEFT_OPEN = 0.25;
/** So many conversations go on at a time. */
const MOST = 12;

export interface CallersParts {
  readonly companyId: string;
  readonly agent: HttpApi;
  readonly httpOf: (customer: string) => HttpApi;
  readonly random: Random;
  /** Times real time. */
  readonly pace: number;
}

interface Call {
  readonly conversationId: string;
  readonly http: HttpApi;
  readonly exchange: Exchange;
  /** The next line. */
  next: number;
  dueAt: number;
}

/** Simulated customers who write to the office, and what its agent says to them. */
export class Callers {
  readonly #parts: CallersParts;
  readonly #calls = new Set<Call>();
  #begun = 0;
  #nextAt = 0;

  constructor(parts: CallersParts) {
    this.#parts = parts;
  }

  /** Does what is due at `now`, epoch ms. */
  async step(now: number): Promise<void> {
    for (const call of this.#calls) if (call.dueAt <= now) await this.#say(call, now);
    if (now < this.#nextAt || this.#calls.size >= MOST) return;
    if (this.#begun >= AT_FIRST) this.#nextAt = now + this.#wait(APART_S);
    await this.#begin(now);
  }

  async #begin(now: number): Promise<void> {
    const { companyId, httpOf } = this.#parts;
    const exchange = EXCHANGES[this.#begun % EXCHANGES.length];
    const name = CALLERS[this.#begun % CALLERS.length];
    this.#begun += 1;
    const [first] = exchange?.lines ?? [];
    if (exchange === undefined || name === undefined || first === undefined) return;
    const http = httpOf(`caller-${name.toLowerCase()}`);
    const { conversationId } = await http.openConversation({
      ...{ companyId, name, title: exchange.title },
      message: { body: first.text, clientId: 'line-0' },
    });
    this.#calls.add({ conversationId, http, exchange, next: 1, dueAt: now + this.#wait(LINE_S) });
  }

  async #say(call: Call, now: number): Promise<void> {
    const { agent, random } = this.#parts;
    const { conversationId, exchange, next } = call;
    const line = exchange.lines[next];
    if (line === undefined || (line.by === 'agent' && random.chance(LEFT_OPEN / exchange.lines.length))) {
      this.#calls.delete(call);
      if (line === undefined) await agent.changeConversation({ id: conversationId }, { state: 'closed' });
      return;
    }
    const http = line.by === 'agent' ? agent : call.http;
    const { offset } = await http.sendMessage(
      { id: conversationId },
      { body: line.text, clientId: `line-${next}` },
    );
    if (line.by === 'agent') await agent.readMessages({ id: conversationId }, { offset });
    call.next += 1;
    call.dueAt = now + this.#wait(LINE_S);
  }

  #wait([least, most]: readonly [number, number]): number {
    return (this.#parts.random.between(least, most) * 1000) / this.#parts.pace;
  }
}
