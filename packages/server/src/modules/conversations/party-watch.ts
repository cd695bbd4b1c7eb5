import { type Subject, type Topic, topicKey } from '@waycast/contract';
import { z } from 'zod';
import type { Right } from '../../kernel/access.ts';
import { LookAgain } from '../../kernel/look-again.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Companies } from '../../ports/companies.ts';
import type { Live, LiveEvent } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';

/** How soon it is noticed that somebody is no agent any more. */
const LOOK_EVERY_MS = 500;
/** Looks at which it is asked again: what a server knows of a company may be a moment old. */
const LOOKS_AFTERWARDS = 1;

export interface PartyWatchParts {
  readonly live: Pick<Live, 'subscribe'>;
  readonly companies: Pick<Companies, 'list'>;
  readonly sessions: Pick<Sessions, 'of' | 'recheck'>;
  /** The participants of the conversation are others now. */
  readonly changed: (tenant: string, conversationId: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A conversation or company that people here follow because they take part in it or serve it. */
interface Watched {
  readonly topic: Topic;
  readonly subjects: Set<string>;
  /** Resolves to what ends the listening; of companies nothing is listened to. */
  readonly listening: Promise<() => Promise<void>>;
}

const Update = z.object({ participants: z.array(z.object({ participantId: z.string() })) });

/**
 * Ends what people follow when they take part no more, as the conversation's own log says at once, or are no agents of
 * the company any more, which is looked at twice a second.
 */
export class PartyWatch {
  readonly #parts: PartyWatchParts;
  readonly #watched = new Map<string, Watched>();
  /** Who serves which company, by tenant, as it was seen last. */
  readonly #agents = new Map<string, { readonly seen: string; readonly looks: number }>();
  /** Those who began since the last look: their follow may be about to begin. */
  readonly #fresh = new Set<string>();
  readonly #looks: LookAgain;

  constructor(parts: PartyWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#looks = new LookAgain({
      ...{ everyMs: LOOK_EVERY_MS, clock, log },
      failed: 'who may follow conversations could not be checked; trying again',
      isNeeded: () => this.#watched.size > 0,
      look: () => this.#lookAll(),
    });
  }

  /** Somebody began to follow something, with this right. */
  began({ id }: Subject, topic: Topic, { via }: Right): void {
    if (via !== 'conversation' || this.#looks.closed) return;
    const key = topicKey(topic);
    const watched = this.#watched.get(key) ?? this.#open(key, topic);
    watched.subjects.add(id);
    this.#fresh.add(`${key} ${id}`);
    this.#looks.wait();
  }

  /** Who serves a company of the tenant has changed here: looks at once. */
  look(tenant: string): void {
    this.#looks.now(() => this.#lookAt(tenant));
  }

  async close(): Promise<void> {
    await this.#looks.close();
    await Promise.all([...this.#watched.values()].map((watched) => this.#end(watched)));
    this.#watched.clear();
  }

  #open(key: string, topic: Topic): Watched {
    const subjects = new Set<string>();
    const listening =
      topic.family === 'conversation'
        ? this.#parts.live.subscribe(topic, (event) => this.#hear(topic, subjects, event))
        : Promise.resolve(async () => undefined);
    const watched = { topic, subjects, listening };
    this.#watched.set(key, watched);
    listening.catch((error) => {
      // Whoever follows it subscribes to the same: they are refused, or come again.
      this.#parts.log.debug({ err: error, topic: key }, 'a conversation is not watched');
      if (this.#watched.get(key) === watched) this.#watched.delete(key);
    });
    return watched;
  }

  #hear({ tenant, id }: Topic, subjects: ReadonlySet<string>, event: LiveEvent): void {
    if (event.kind !== 'log' || event.event !== 'conversation:update') return;
    this.#parts.changed(tenant, id);
    const update = Update.safeParse(event.data);
    const present = new Set(update.data?.participants.map(({ participantId }) => participantId));
    const gone = [...subjects].filter((subject) => !present.has(subject));
    if (gone.length > 0) this.#looks.now(() => this.#recheck(tenant, gone));
  }

  async #lookAll(): Promise<void> {
    await this.#forgetAbsent();
    for (const tenant of new Set([...this.#watched.values()].map(({ topic }) => topic.tenant)))
      await this.#lookAt(tenant);
  }

  async #lookAt(tenant: string): Promise<void> {
    const companies = await this.#parts.companies.list(tenant);
    const agents = companies.map(({ companyId, agents: ids }) => `${companyId}:${ids.join()}`).join(' ');
    const before = this.#agents.get(tenant);
    // At the first look too: they may have changed since the first who follows began.
    const looks = before?.seen === agents ? before.looks : LOOKS_AFTERWARDS + 1;
    if (looks > 0) await this.#recheckAll(tenant);
    this.#agents.set(tenant, { seen: agents, looks: Math.max(0, looks - 1) });
  }

  async #recheckAll(tenant: string): Promise<void> {
    const all = [...this.#watched.values()].filter(({ topic }) => topic.tenant === tenant);
    await this.#recheck(tenant, [...new Set(all.flatMap(({ subjects }) => [...subjects]))]);
  }

  async #recheck(tenant: string, subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) await this.#parts.sessions.recheck(tenant, subject);
  }

  async #forgetAbsent(): Promise<void> {
    for (const [key, watched] of this.#watched) {
      const { topic, subjects } = watched;
      for (const subject of subjects)
        if (!this.#fresh.has(`${key} ${subject}`) && !this.#follows(topic, subject)) subjects.delete(subject);
      if (subjects.size > 0) continue;
      this.#watched.delete(key);
      await this.#end(watched);
    }
    this.#fresh.clear();
    const tenants = new Set([...this.#watched.values()].map(({ topic }) => topic.tenant));
    for (const tenant of this.#agents.keys()) if (!tenants.has(tenant)) this.#agents.delete(tenant);
  }

  #follows(topic: Topic, subject: string): boolean {
    const sessions = this.#parts.sessions.of(topic.tenant, subject);
    return sessions.some((session) => session.followOf(topic) !== undefined);
  }

  async #end({ listening }: Watched): Promise<void> {
    const end = await listening.catch(() => undefined);
    await end?.();
  }
}
