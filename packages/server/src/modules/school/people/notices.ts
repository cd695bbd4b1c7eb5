import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Guardians, Notice, NoticeKind } from '../../../ports/guardians.ts';
import type { PersonalOutcome, PersonalPush } from '../../../ports/personal-push.ts';

/** What happened to a child that guardians may be told of. */
export interface Happening {
  readonly tenant: string;
  readonly tripId: string;
  readonly studentId: string;
  readonly kind: NoticeKind;
  readonly vehicleId: string;
  /** Device time, epoch ms. */
  readonly at: number;
  readonly title: string;
  readonly body: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Why nobody is told, where nobody is. */
  readonly withheld?: string | undefined;
}

export interface NoticesParts {
  readonly guardians: Pick<Guardians, 'decide' | 'settle' | 'guardiansOf'>;
  readonly push: PersonalPush;
  readonly clock: Clock;
  /** What happened longer ago is not told any more. */
  readonly freshnessMs: number;
}

/** Tells guardians, each once of each kind, and keeps why, or why not. Rejects when it cannot be stored. */
export interface Notices {
  /** To all guardians of the child. */
  all(happening: Happening): Promise<void>;
  one(happening: Happening, guardianId: string): Promise<void>;
}

/** Where a tap on a notification leads. */
const PAGE = '/school/guardian';
const SENDING = 'sending';

export function createNotices({ guardians, push, clock, freshnessMs }: NoticesParts): Notices {
  async function one(happening: Happening, guardianId: string): Promise<void> {
    const { tenant, tripId, studentId, kind, at, evidence, withheld } = happening;
    const now = clock.now();
    const lateMs = now - at;
    const reason = withheld ?? (lateMs > freshnessMs ? 'late' : SENDING);
    const why = { ...evidence, at: isoTime(at), knownAfterMs: Math.max(0, lateMs) };
    const notice: Notice = {
      ...{ tenant, tripId, studentId, guardianId, kind },
      ...{ decidedAt: now, sent: false, reason, evidence: why },
    };
    if (!(await guardians.decide(notice)) || reason !== SENDING) return;
    const outcome = await send(happening, guardianId);
    await guardians.settle({ ...notice, ...settled(outcome, why) });
  }

  function send(happening: Happening, guardianId: string): Promise<PersonalOutcome> {
    const { tenant, tripId, studentId, kind, vehicleId, at, title, body } = happening;
    const topic = `${tenant}/${tripId}/${studentId}/${guardianId}/${kind}`;
    const until = at + freshnessMs;
    const message = { kind, title, body, url: PAGE, at, vehicleId, topic, until };
    return push.tell(tenant, guardianId, message);
  }

  return {
    one,
    async all(happening) {
      const ids = await guardians.guardiansOf(happening.tenant, happening.studentId);
      await Promise.all(ids.map((guardianId) => one(happening, guardianId)));
    },
  };
}

function settled(
  outcome: PersonalOutcome,
  evidence: Notice['evidence'],
): Pick<Notice, 'sent' | 'reason' | 'evidence'> {
  switch (outcome.kind) {
    case 'sent':
      return { sent: true, reason: 'sent', evidence: { ...evidence, devices: outcome.devices } };
    case 'failed':
      return { sent: false, reason: 'failed', evidence: { ...evidence, error: outcome.error } };
    case 'no_subscription':
    case 'push_off':
      return { sent: false, reason: outcome.kind, evidence };
  }
}
