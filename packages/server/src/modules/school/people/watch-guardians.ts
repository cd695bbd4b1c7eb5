import { LookAgain } from '../../../kernel/look-again.ts';
import type { Sessions } from '../../../kernel/sessions.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Concerned } from '../../../ports/guardian-rights.ts';
import type { Log } from '../../../ports/log.ts';

/** How soon a subscription ends that another server, or the clock, has ended the reason for. */
const LOOK_EVERY_MS = 2000;
const GUARDIANS_A_QUESTION = 500;

export interface GuardianWatchParts {
  readonly concerned: (tenant: string, guardianIds: readonly string[]) => Promise<readonly Concerned[]>;
  readonly sessions: Pick<Sessions, 'all' | 'recheck'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a guardian who follows something was last seen to be entitled to, such as `vehicle bus-7`. */
type Rights = ReadonlySet<string>;

/** Ends what guardians follow as soon as it no longer concerns a child of theirs. */
export class GuardianWatch {
  readonly #parts: GuardianWatchParts;
  /** Those who follow something as guardians, by tenant. */
  readonly #watched = new Map<string, Map<string, Rights>>();
  readonly #looks: LookAgain;

  constructor(parts: GuardianWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#looks = new LookAgain({
      ...{ everyMs: LOOK_EVERY_MS, clock, log },
      failed: 'what guardians follow could not be checked; trying again',
      isNeeded: () => this.#watched.size > 0,
      look: () => this.#lookAll(),
    });
  }

  /** A guardian began to follow something as such. */
  began(tenant: string, guardianId: string, right: string): void {
    const guardians = this.#watched.get(tenant) ?? new Map<string, Rights>();
    const rights = new Set([...(guardians.get(guardianId) ?? NONE), right]);
    this.#watched.set(tenant, guardians.set(guardianId, rights));
    this.#looks.wait();
  }

  /** A guardian follows something as such, perhaps by another right until now. */
  holds(tenant: string, guardianId: string, right: string): void {
    const known = this.#watched.get(tenant)?.get(guardianId)?.has(right) === true;
    if (!known) this.began(tenant, guardianId, right);
  }

  /** Something of the tenant's trips or children has changed here: looks at once. */
  look(tenant: string): void {
    this.#looks.now(() => this.#lookAt(tenant));
  }

  close(): Promise<void> {
    return this.#looks.close();
  }

  async #lookAll(): Promise<void> {
    this.#forgetAbsent();
    for (const tenant of [...this.#watched.keys()]) await this.#lookAt(tenant);
  }

  async #lookAt(tenant: string): Promise<void> {
    const guardians = this.#watched.get(tenant);
    if (guardians === undefined) return;
    const ids = [...guardians.keys()];
    for (let from = 0; from < ids.length; from += GUARDIANS_A_QUESTION) {
      const asked = ids.slice(from, from + GUARDIANS_A_QUESTION);
      const before = new Map(asked.map((id) => [id, guardians.get(id) ?? NONE]));
      const rights = rightsBy(await this.#parts.concerned(tenant, asked));
      for (const [id, had] of before) {
        const has = rights.get(id) ?? NONE;
        if ([...had].some((right) => !has.has(right))) await this.#parts.sessions.recheck(tenant, id);
        // Who began to follow something else meanwhile is looked at again.
        if (guardians.get(id) === had) guardians.set(id, has);
      }
    }
  }

  #forgetAbsent(): void {
    const subjects = [...this.#parts.sessions.all].map(({ subject }) => subject);
    const present = new Set(subjects.map((subject) => `${subject?.tenant} ${subject?.id}`));
    for (const [tenant, guardians] of this.#watched) {
      for (const id of guardians.keys()) if (!present.has(`${tenant} ${id}`)) guardians.delete(id);
      if (guardians.size === 0) this.#watched.delete(tenant);
    }
  }
}

const NONE: Rights = new Set();

function rightsBy(all: readonly Concerned[]): ReadonlyMap<string, Rights> {
  const rights = new Map<string, Set<string>>();
  for (const { guardianId, tripId, vehicleId } of all) {
    const own = rights.get(guardianId) ?? new Set();
    rights.set(guardianId, own.add(`vehicle ${vehicleId}`).add(`trip ${tripId}`));
  }
  return rights;
}
