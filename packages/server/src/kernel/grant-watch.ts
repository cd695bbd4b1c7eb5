import type { Subject, Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { GrantedVehicle, Grants } from '../ports/grants.ts';
import type { Log } from '../ports/log.ts';
import type { Right } from './access.ts';
import { LookAgain } from './look-again.ts';
import type { Sessions } from './sessions.ts';

/** A follow is over within two seconds of its grant; looking and ending take their time too. */
const LOOK_EVERY_MS = 1500;
/** Grants in one question. */
const MAX_ASKED = 1000;
/** Subjects who are checked again at a time. */
const AT_ONCE = 16;
/** What grants allow to follow; see the policies. */
const FAMILIES = ['vehicle', 'geofence'] as const;

export interface GrantWatchParts {
  readonly grants: Pick<Grants, 'overOf'>;
  readonly sessions: Pick<Sessions, 'of' | 'recheck'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends what is followed here by grants that another server has revoked, or that have expired. Grants are compared with
 * what is followed, not with what was seen before: one that ended just after it was used is found at the first look.
 */
export class GrantWatch {
  readonly #parts: GrantWatchParts;
  /** Grants by which something is followed, or was at the last look. */
  readonly #used = new Map<string, GrantedVehicle>();
  readonly #looks: LookAgain;

  constructor(parts: GrantWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#looks = new LookAgain({
      ...{ everyMs: LOOK_EVERY_MS, clock, log },
      failed: 'what is followed by grants could not be checked; trying again',
      isNeeded: () => this.#used.size > 0,
      look: () => this.#lookAll(),
    });
  }

  /** Somebody follows something, with this right. */
  holds({ tenant, id: subject }: Subject, { id: vehicleId }: Topic, { via }: Right): void {
    if (via !== 'grant' || this.#looks.closed) return;
    const grant = { tenant, subject, vehicleId };
    this.#used.set(keyOf(grant), grant);
    this.#looks.wait();
  }

  close(): Promise<void> {
    return this.#looks.close();
  }

  async #lookAll(): Promise<void> {
    const used = [...this.#used.values()];
    const failures: unknown[] = [];
    for (let from = 0; from < used.length && !this.#looks.closed; from += MAX_ASKED)
      failures.push(...(await this.#look(used.slice(from, from + MAX_ASKED))));
    if (failures.length > 0) throw failures[0];
  }

  /** Resolves to why some could not be checked: that does not keep others following. */
  async #look(used: readonly GrantedVehicle[]): Promise<unknown[]> {
    const { grants, sessions, clock } = this.#parts;
    for (const grant of used) if (!this.#isFollowed(grant)) this.#used.delete(keyOf(grant));
    const asked = used.filter((grant) => this.#used.has(keyOf(grant)));
    const over = asked.length === 0 ? [] : await grants.overOf(asked, clock.now());
    const subjects = [...new Map(over.map((grant) => [`${grant.tenant} ${grant.subject}`, grant])).values()];
    const failures: unknown[] = [];
    for (let at = 0; at < subjects.length && !this.#looks.closed; at += AT_ONCE) {
      const some = subjects.slice(at, at + AT_ONCE);
      const checks = await Promise.allSettled(
        some.map(({ tenant, subject }) => sessions.recheck(tenant, subject)),
      );
      failures.push(...checks.flatMap((check) => (check.status === 'rejected' ? [check.reason] : [])));
    }
    return failures;
  }

  #isFollowed({ tenant, subject, vehicleId: id }: GrantedVehicle): boolean {
    const sessions = this.#parts.sessions.of(tenant, subject);
    return sessions.some((session) =>
      FAMILIES.some((family) => session.followOf({ tenant, family, id }) !== undefined),
    );
  }
}

function keyOf({ tenant, subject, vehicleId }: GrantedVehicle): string {
  return `${tenant} ${subject} ${vehicleId}`;
}
