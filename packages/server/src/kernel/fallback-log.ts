import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import type { LiveEvent, LiveListener, LogPosition, LogReplay, Renumbered } from '../ports/live.ts';
import { AppendLine } from './append-line.ts';
import type { FallbackLogParts } from './fallback-log-parts.ts';
import { HeldEvents } from './held-events.ts';
import { type Appended, InterimLog, type Kept } from './interim-log.ts';
import { LogAliases } from './log-aliases.ts';
import { covers, follows, isAt, later } from './log-positions.ts';
import { isUnavailable } from './unavailable.ts';

/** Events that are kept of one log and of all; beyond it the oldest of a log go. */
const MAX_KEPT = 5_000;
const MAX_KEPT_IN_ALL = 100_000;
const MAX_UNTOLD = 1000;

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
  /** Up to where some have it: after a replay, or by other numbers. */
  #furthest: LogPosition | undefined;
  #interim: InterimLog | undefined;
  #handing: Promise<void> | undefined;
  readonly #aliases = new LogAliases();
  readonly #line: AppendLine;
  /** In the shared log, but followers here have not been told yet. */
  #untold: (Appended & { readonly sharedAs: LogPosition })[] = [];

  constructor(topic: Topic, parts: FallbackLogParts) {
    this.topic = topic;
    this.#parts = parts;
    this.#line = new AppendLine(topic);
    this.#held = new HeldEvents(parts.clock, (event) => this.tell(this.#heard(event)));
  }

  /** Nobody needs it any more. */
  get idle(): boolean {
    return this.#listeners.size === 0 && this.owed === 0 && this.#line.idle;
  }

  /** Events that are to be handed over. */
  get owed(): number {
    return this.#interim?.waiting ?? 0;
  }

  /** All listeners share one subscription, so that what it missed is told to each. */
  enter(listener: LiveListener): Promise<void> {
    return this.#line.joining(() => this.#enter(listener));
  }

  async #enter(listener: LiveListener): Promise<void> {
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
    this.#furthest = undefined;
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
    // A copy is one of a kind: by it the shared live knows an event again whose first append has an unknown outcome.
    const own = { ...data };
    return this.#line.append(() => this.#put(event, own, earlier));
  }

  replay(since: LogPosition | undefined): Promise<LogReplay> {
    return this.#line.joining(() => this.#replay(since));
  }

  async #replay(since: LogPosition | undefined): Promise<LogReplay> {
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
    this.#line.heard(event);
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
    if (last !== undefined) this.#furthest = later(last, this.#furthest);
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
      if (unsure) this.#aliases.add(at, was);
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
      if (!this.#line.hasHeard(position)) this.#expect({ event, data, unsure: true, sharedAs: position });
      return position;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // It was carried out, and only the answer was lost.
      const place = this.#line.placeOf({ event, data });
      if (place !== undefined) return place;
      if (this.#line.joined) this.#doubt();
      return this.#keep({ event, data, unsure: true });
    }
  }

  /** The number that followers here know an event by which may be told from afar without it. */
  #named(event: Extract<LiveEvent, { kind: 'log' }>): LiveEvent {
    if (event.was !== undefined) return event;
    const was = this.#aliases.of(event) ?? this.#interim?.recognise(event);
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
    // One that was appended before this server subscribed comes in the replays of those who follow here, and not else.
    const untold = this.#untold.filter(({ sharedAs }) => !this.#reached(sharedAs));
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

  /** Who follows or comes back may have had an event that will be told with another number. */
  #doubt(): void {
    this.tell({ kind: 'gap', topic: this.topic, ...this.#begin().interrupt() });
  }

  #begin(): InterimLog {
    if (this.#interim === undefined) {
      this.#interim = new InterimLog(this.topic, randomUUID(), this.#position);
      // Whoever stands at its beginning may have had more than that.
      if (this.#furthest !== undefined && !this.#reached(this.#furthest)) this.#interim.breakOff();
    }
    return this.#interim;
  }

  async #sharedReplay(since: LogPosition | undefined): Promise<LogReplay> {
    const replay = await this.#parts.shared.replay(this.topic, since);
    // It went away meanwhile, and what is told now has other numbers.
    if (this.#interim !== undefined) return this.#interimReplay(since);
    // Later ones may know more than what followers were told so far.
    if (this.#listeners.size > 0) {
      this.#position ??= replay.position;
      this.#furthest = later(replay.position, this.#furthest);
    }
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
