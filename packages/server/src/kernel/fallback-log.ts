import { randomUUID } from 'node:crypto';
import { type Topic, topicName, WaycastError } from '@waycast/contract';
import type { LiveEvent, LiveListener, LogPosition, LogReplay, Renumbered } from '../ports/live.ts';
import type { FallbackLogParts } from './fallback-log-parts.ts';
import { HeldEvents } from './held-events.ts';
import { type Appended, InterimLog, type Kept } from './interim-log.ts';
import { covers, follows, isAt, isSame, later } from './log-positions.ts';
import { isUnavailable } from './unavailable.ts';

/** Events that are kept of one log and of all; beyond it the oldest of a log go. */
const MAX_KEPT = 5_000;
const MAX_KEPT_IN_ALL = 100_000;
const MAX_ARRIVED = 200;
const MAX_UNTOLD = 1000;
const MAX_ALIASES = 200;
/** Appends of one log that wait for each other; more are refused. */
const MAX_IN_LINE = 10_000;

// One log topic over the shared live and its absence:
//
//   shared ──unreachable, or an append failed──▶ interim: numbers of its own, delivered at once, kept
//      ▲                                            │
//      └──all appended again, with what they were───┘
//
// While anything is kept, whatever is appended joins it, so that the order of this server's events never changes.

export class FallbackLog {
  readonly topic: Topic;
  readonly #listeners = new Set<LiveListener>();
  readonly #parts: FallbackLogParts;
  readonly #held: HeldEvents;
  #subscription: Promise<() => Promise<void>> | undefined;
  /** Up to where followers here have the shared log. */
  #position: LogPosition | undefined;
  #interim: InterimLog | undefined;
  #handing: Promise<void> | undefined;
  /** Latest numbers of events which the shared live may tell without saying what they were. */
  readonly #aliases: { readonly at: LogPosition; readonly was: LogPosition }[] = [];
  #line: Promise<unknown> = Promise.resolve();
  #inLine = 0;
  /** Arrived while an append was under way: an append whose answer was lost may be among them. */
  #arrived: Extract<LiveEvent, { kind: 'log' }>[] = [];
  /** In the shared log, but followers here have not been told yet. */
  #untold: (Appended & { readonly sharedAs: LogPosition })[] = [];

  constructor(topic: Topic, parts: FallbackLogParts) {
    this.topic = topic;
    this.#parts = parts;
    this.#held = new HeldEvents(parts.clock, (event) => this.tell(this.#heard(event)));
  }

  /** Nobody needs it any more. */
  get idle(): boolean {
    return this.#listeners.size === 0 && this.owed === 0 && this.#inLine === 0;
  }

  /** Events that are to be handed over. */
  get owed(): number {
    return this.#interim?.waiting ?? 0;
  }

  /** All listeners share one subscription, so that what it missed is told to each. */
  async enter(listener: LiveListener): Promise<void> {
    this.#listeners.add(listener);
    this.#subscription ??= this.#parts.subscribe(this.topic, (event) => this.#receive(event));
    try {
      await this.#subscription;
    } catch (error) {
      this.#subscription = undefined;
      this.#listeners.delete(listener);
      throw error;
    }
  }

  async leave(listener: LiveListener): Promise<void> {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#position = undefined;
    this.#untold = [];
    this.#interim?.breakOff();
    const subscription = this.#subscription;
    this.#subscription = undefined;
    await (await subscription)?.();
  }

  /** It has numbers of its own at present. */
  get interrupted(): boolean {
    return this.#interim !== undefined;
  }

  async append(event: string, data: object, earlier?: Renumbered): Promise<LogPosition> {
    if (this.#inLine >= MAX_IN_LINE) {
      const message = `${topicName(this.topic)} gets more events than can be appended; retry soon`;
      throw new WaycastError('unavailable', message, { retryAfterMs: 1000 });
    }
    // A copy is one of a kind: by it the shared live knows an event again whose first append has an unknown outcome.
    const own = { ...data };
    this.#inLine += 1;
    // One after another, or one whose connection broke would come after its successor.
    const appended = this.#line.then(() => this.#put(event, own, earlier));
    this.#line = appended.then(
      () => this.#leaveLine(),
      () => this.#leaveLine(),
    );
    return appended;
  }

  #leaveLine(): void {
    this.#inLine -= 1;
    if (this.#inLine === 0) this.#arrived = [];
  }

  async replay(since: LogPosition | undefined): Promise<LogReplay> {
    try {
      if (this.#parts.usable()) {
        await this.handOver();
        if (this.#interim === undefined) return await this.#sharedReplay(since);
      }
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // One answer that fails is no absence yet: who asks again may still be told everything.
      if (since !== undefined && this.#parts.usable() && !this.#knows(since)) throw error;
    }
    return this.#interimReplay(since);
  }

  /** Whether a position can be answered from here alone. */
  #knows(since: LogPosition): boolean {
    if (this.#interim !== undefined) return this.#interim.after(since) !== undefined;
    return this.#position !== undefined && isAt(since, this.#position);
  }

  #receive(event: LiveEvent): void {
    if (event.kind === 'log' || event.kind === 'gap') this.#held.take(event);
    else this.tell(event);
  }

  /** Tells listeners here. */
  tell(event: LiveEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  close(): void {
    this.#held.end();
  }

  /** Takes note of an event of the shared live; gives it the number that followers here know it by. */
  #heard(event: Extract<LiveEvent, { kind: 'log' | 'gap' }>): LiveEvent {
    const { epoch, offset } = event;
    // What is told again does not lead back.
    if (epoch !== this.#position?.epoch || offset > this.#position.offset) this.#position = { epoch, offset };
    this.#untold = this.#untold.filter(
      ({ sharedAs }) => sharedAs.epoch === epoch && sharedAs.offset > offset,
    );
    if (event.kind === 'gap') return event;
    if (this.#inLine > 0) this.#arrived.push(event);
    if (this.#arrived.length > MAX_ARRIVED) this.#arrived.shift();
    return this.#named(event);
  }

  /** Appends what is kept to the shared log. Rejects when that is away; what was not appended is still kept then. */
  handOver(): Promise<void> {
    const interim = this.#interim;
    if (interim === undefined) return Promise.resolve();
    this.#handing ??= this.#handAll(interim).finally(() => {
      this.#handing = undefined;
    });
    return this.#handing;
  }

  async #handAll(interim: InterimLog): Promise<void> {
    let base: LogPosition | undefined;
    let last: LogPosition | undefined;
    for (let kept = interim.next; kept !== undefined; kept = interim.next) {
      base = later(kept.base ?? base, base) ?? (await this.#parts.shared.replay(this.topic)).position;
      last = (await this.#handOne(kept, base)) ?? last;
      // It stood there already, without its number here: whoever had the next has had this.
      if (kept.unsure && last !== undefined && follows(last, base)) base = last;
      interim.handedOver(kept);
    }
    this.#parts.budget.kept -= interim.size;
    // In the same turn as the last was found to be the last.
    this.#interim = undefined;
    this.#held.until(last === undefined || this.#reached(last) ? undefined : last);
  }

  /** Whether followers here were told of that place, or of something beyond it. */
  #reached({ epoch, offset }: LogPosition): boolean {
    return this.#position?.epoch === epoch && this.#position.offset >= offset;
  }

  async #handOne({ event, data, was, unsure }: Kept, base: LogPosition): Promise<LogPosition | undefined> {
    try {
      const at = await this.#parts.shared.append(this.topic, event, data, { was, base });
      // If it was there already, it does not say what it was.
      if (unsure) this.#aliases.push({ at, was });
      if (this.#aliases.length > MAX_ALIASES) this.#aliases.shift();
      return at;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.#parts.refused(this.topic, error);
      return undefined;
    }
  }

  async #put(event: string, data: object, earlier: Renumbered | undefined): Promise<LogPosition> {
    if (this.#interim !== undefined || !this.#parts.usable())
      return this.#keep({ event, data, unsure: false });
    try {
      const position = await this.#parts.shared.append(this.topic, event, data, earlier);
      if (this.#arrived.some((arrived) => isAt(arrived, position))) {
        this.#arrived = this.#arrived.filter((arrived) => !isAt(arrived, position));
      } else this.#expect({ event, data, unsure: true, sharedAs: position });
      return position;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      const mine = this.#arrived.find((arrived) => isSame(arrived, { event, data }));
      if (mine === undefined) return this.#keep({ event, data, unsure: true });
      // It was carried out, and only the answer was lost.
      this.#arrived.splice(this.#arrived.indexOf(mine), 1);
      return { epoch: mine.epoch, offset: mine.offset };
    }
  }

  /** The number that followers here know an event by which may be told from afar without it. */
  #named(event: Extract<LiveEvent, { kind: 'log' }>): LiveEvent {
    if (event.was !== undefined) return event;
    const alias = this.#aliases.find(({ at }) => isAt(at, event));
    const was = alias?.was ?? this.#interim?.recognise(event);
    return was === undefined ? event : { ...event, was };
  }

  #expect(appended: Appended & { readonly sharedAs: LogPosition }): void {
    if (this.#listeners.size === 0) return;
    this.#untold.push(appended);
    if (this.#untold.length > MAX_UNTOLD) this.#untold.shift();
  }

  /** Gives an event a number of its own and tells followers here, after those that are on their way from afar. */
  #keep(appended: Appended): LogPosition {
    const interim = this.#begin();
    this.#held.hold();
    const untold = this.#untold;
    this.#untold = [];
    for (const earlier of untold) {
      this.#tellHere(interim, earlier);
      if (follows(earlier.sharedAs, this.#position)) this.#position = earlier.sharedAs;
    }
    const was = this.#tellHere(interim, appended);
    this.#parts.owes();
    return was;
  }

  #tellHere(interim: InterimLog, appended: Appended): LogPosition {
    const was = interim.append(appended, this.#position);
    this.#bound(interim);
    const { event, data, sharedAs } = appended;
    const told: LiveEvent = { kind: 'log', topic: this.topic, event, data, ...was };
    // Who read it from afar knows it by its number there.
    this.tell(sharedAs === undefined ? told : { ...told, was: sharedAs });
    return was;
  }

  #bound(interim: InterimLog): void {
    const { budget } = this.#parts;
    budget.kept += 1;
    if (interim.size <= MAX_KEPT && budget.kept <= MAX_KEPT_IN_ALL) return;
    budget.kept -= 1;
    if (interim.forgetOldest()) this.#parts.lost(this.topic);
  }

  #begin(): InterimLog {
    this.#interim ??= new InterimLog(this.topic, randomUUID(), this.#position);
    return this.#interim;
  }

  async #sharedReplay(since: LogPosition | undefined): Promise<LogReplay> {
    const replay = await this.#parts.shared.replay(this.topic, since);
    // Later ones may know more than what followers were told so far.
    if (this.#listeners.size > 0) this.#position ??= replay.position;
    const events = replay.events.map((event) => (event.kind === 'log' ? this.#named(event) : event));
    return { ...replay, events: events.filter((event) => !covers(since, event)) };
  }

  #interimReplay(since: LogPosition | undefined): LogReplay {
    // Without events of its own it stands where the shared log stood, as far as that is known.
    const standing = this.#interim === undefined ? this.#position : undefined;
    if (standing !== undefined) {
      const recovered = since === undefined || isAt(since, standing);
      return { recovered, position: standing, events: [] };
    }
    const interim = this.#begin();
    this.#parts.owes();
    const events = since === undefined ? [] : interim.after(since);
    return { recovered: events !== undefined, position: interim.position, events: events ?? [] };
  }
}
