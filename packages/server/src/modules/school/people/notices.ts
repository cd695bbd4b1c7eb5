import type { NoticeKind, NoticeReason } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Guardians, Notice, NoticeMessage, UnsettledNotice } from '../../../ports/guardians.ts';
import type { PersonalOutcome, PersonalPush } from '../../../ports/personal-push.ts';
import type { WorkQueue } from './work-queue.ts';

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
  readonly withheld?: NoticeReason | undefined;
}

export interface NoticesParts {
  readonly guardians: Pick<Guardians, 'decide' | 'settle' | 'takeUp' | 'guardiansOf'>;
  readonly push: PersonalPush;
  /** Where what is decided waits to be sent. */
  readonly sending: Pick<WorkQueue, 'add'>;
  readonly clock: Clock;
  /** What happened longer ago is not told any more. */
  readonly freshnessMs: number;
}

/**
 * Tells guardians, each once of each kind, and keeps why, or why not. Resolves once that is decided, to be sent soon;
 * rejects when it cannot be stored.
 */
export interface Notices {
  /** To all guardians of the child. */
  all(happening: Happening): Promise<void>;
  one(happening: Happening, guardianId: string): Promise<void>;
  /** Sends what a server that ended, or had no database, has decided and not settled. */
  takeUp(): Promise<void>;
}

/** Where a tap on a notification leads. */
const PAGE = '/school/guardian';
const SENDING = 'sending' satisfies NoticeReason;
const LATE = 'late' satisfies NoticeReason;
/** News of an approach that is older than this is none. */
const APPROACH_FRESH_MS = 300_000;
/** A server takes up to half a minute to send one; what it has not begun to send within the rest is another's. */
const LEASE_MS = 40_000;
const BEGIN_WITHIN_MS = 10_000;
const TAKEN_UP_AT_ONCE = 100;

export function createNotices({ guardians, push, sending, clock, freshnessMs }: NoticesParts): Notices {
  async function one(happening: Happening, guardianId: string): Promise<void> {
    const { tenant, tripId, studentId, kind, at, evidence, withheld, title, body, vehicleId } = happening;
    const now = clock.now();
    const until = at + (kind === 'approaching' ? Math.min(APPROACH_FRESH_MS, freshnessMs) : freshnessMs);
    const reason = withheld ?? (now > until ? LATE : SENDING);
    const why = { vehicleId, ...evidence, at: isoTime(at), knownAfterMs: Math.max(0, now - at) };
    const notice: Notice = {
      ...{ tenant, tripId, studentId, guardianId, kind },
      ...{ decidedAt: now, sent: false, reason, evidence: why },
    };
    if (reason !== SENDING) return void (await guardians.decide(notice));
    const message = { title, body, vehicleId, at, until };
    if (await guardians.decide(notice, message)) begin(notice, message, now);
  }

  function begin(notice: Notice, message: NoticeMessage, takenAt: number): void {
    sending.add(async () => {
      if (clock.now() - takenAt < BEGIN_WITHIN_MS) await send(notice, message);
    });
  }

  async function send(notice: Notice, message: NoticeMessage): Promise<void> {
    const { tenant, tripId, studentId, guardianId, kind } = notice;
    // The same whoever sends it, so that no device shows it twice.
    const topic = `${tenant}/${tripId}/${studentId}/${guardianId}/${kind}`;
    const outcome = await push.tell(tenant, guardianId, { ...message, kind, url: PAGE, topic });
    await guardians.settle({ ...notice, ...settled(outcome, notice.evidence) });
  }

  async function resume({ message, ...notice }: UnsettledNotice): Promise<void> {
    const now = clock.now();
    const evidence = { ...notice.evidence, takenUpAt: isoTime(now) };
    if (now <= message.until) return begin({ ...notice, evidence }, message, now);
    const error = 'the server that sent it ended; whether it was sent is not known';
    await guardians.settle({ ...notice, reason: LATE, evidence: { ...evidence, error } });
  }

  return {
    one,
    async all(happening) {
      const ids = await guardians.guardiansOf(happening.tenant, happening.studentId);
      await Promise.all(ids.map((guardianId) => one(happening, guardianId)));
    },
    async takeUp() {
      const now = clock.now();
      const unsettled = await guardians.takeUp(now - LEASE_MS, now, TAKEN_UP_AT_ONCE);
      await Promise.all(unsettled.map(resume));
    },
  };
}

function settled(
  outcome: PersonalOutcome,
  evidence: Notice['evidence'],
): Pick<Notice, 'sent' | 'evidence'> & { readonly reason: NoticeReason } {
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
