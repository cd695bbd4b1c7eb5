import type { BatchReceipt, Fix, FixReceipt, Subject } from '@waycast/contract';
import { BATCH_MAX_FIXES, WaycastError } from '@waycast/contract';
import type { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { History, TenantFix } from '../ports/history.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Newcomers } from '../ports/newcomers.ts';
import type { Access } from './access.ts';
import { denial } from './access.ts';
import { decodeFix } from './decode-fix.ts';
import type { FixQuota } from './fix-quota.ts';
import type { Positions } from './positions.ts';

export interface IngestParts {
  readonly access: Access;
  readonly quota: FixQuota;
  readonly positions: Positions;
  readonly history: History;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly newcomers?: Newcomers | undefined;
}

/** The way of a fix from a device into live and history, the same whatever the transport. */
export interface Ingest {
  /** One fix. Resolves once it is durable; rejects with the WaycastError that says why it was refused. */
  one(subject: Subject, input: unknown): Promise<z.infer<typeof FixReceipt>>;
  /** Up to 1,000 fixes, each judged alone. Resolves once the accepted ones are durable. */
  batch(subject: Subject, inputs: readonly unknown[]): Promise<z.infer<typeof BatchReceipt>>;
}

/**
 * decode → authorise → quota → known vehicle → live → history → ack.
 *
 * Live comes first so that followers never wait for the database, and so that history never knows a fix that live does
 * not: a server that meets the vehicle at that moment would take it for the past, and it would never be broadcast. The
 * ack comes last, so that a 202 means durable.
 * When history refuses, the device keeps the fix and sends it again, which live then takes for a repeat.
 */
export function createIngest(parts: IngestParts): Ingest {
  const { positions, history, clock, metrics, newcomers } = parts;
  const judge = createJudge(parts.access, parts.quota);

  async function one(subject: Subject, input: unknown): Promise<z.infer<typeof FixReceipt>> {
    try {
      const now = clock.now();
      const judged = judge(subject, input, now);
      const item = judged instanceof Promise ? await judged : judged;
      const entering = newcomers?.admit(item.tenant, item.fix.vehicleId, now);
      if (entering !== undefined) await entering;
      const accepted = [item];
      const broadcast = await positions.apply(accepted);
      await history.record(accepted);
      metrics.ingested('accepted');
      return { accepted: true, broadcast: broadcast > 0 };
    } catch (error) {
      metrics.ingested(error instanceof WaycastError ? error.code : 'internal');
      throw error;
    }
  }

  async function batch(subject: Subject, inputs: readonly unknown[]): Promise<z.infer<typeof BatchReceipt>> {
    if (inputs.length > BATCH_MAX_FIXES) {
      throw new WaycastError(
        'too_large',
        `updates holds ${inputs.length} fixes; at most ${BATCH_MAX_FIXES} are accepted at once`,
      );
    }
    const now = clock.now();
    const judged: JudgedFix[] = [];
    const rejected: Rejected[] = [];
    for (let index = 0; index < inputs.length; index++) {
      try {
        const fix = judge(subject, inputs[index], now);
        judged.push({ index, item: fix instanceof Promise ? await fix : fix });
      } catch (error) {
        rejected.push({ index, ...verdictOf(error) });
      }
    }
    const accepted = await admitAll(newcomers, judged, rejected, now);
    await positions.apply(accepted);
    if (accepted.length > 0) await history.record(accepted);
    metrics.ingested('accepted', accepted.length);
    for (const { code } of rejected) metrics.ingested(code);
    return { accepted: accepted.length, rejected };
  }

  return { one, batch };
}

interface JudgedFix {
  readonly index: number;
  readonly item: TenantFix;
}

type Rejected = z.infer<typeof BatchReceipt>['rejected'][number];

/** Those whose vehicle may report. All are asked about before one is waited for, so that they are entered together. */
async function admitAll(
  newcomers: Newcomers | undefined,
  judged: readonly JudgedFix[],
  rejected: Rejected[],
  now: number,
): Promise<TenantFix[]> {
  const all = judged.map(({ item }) => item);
  const entering = all.map(({ tenant, fix }) => newcomers?.admit(tenant, fix.vehicleId, now));
  if (entering.every((one) => one === undefined)) return all;
  const outcomes = await Promise.allSettled(entering);
  const accepted: TenantFix[] = [];
  for (const [at, { index, item }] of judged.entries()) {
    const outcome = outcomes[at];
    if (outcome?.status === 'rejected') rejected.push({ index, ...verdictOf(outcome.reason) });
    else accepted.push(item);
  }
  rejected.sort((a, b) => a.index - b.index);
  return accepted;
}

/** Decodes, authorises and counts a fix: at once where the token alone tells whether the subject may report. */
type Judge = (subject: Subject, input: unknown, now: number) => TenantFix | Promise<TenantFix>;

/** Throws, or rejects with, what a fix is refused for. */
function createJudge(access: Access, quota: FixQuota): Judge {
  return (subject, input, now) => {
    const fix = decodeFix(input, now);
    const allowed = access.mayAtOnce(subject, 'report:vehicle', fix.vehicleId);
    if (allowed !== undefined) return admit(subject, fix, allowed, now);
    return access
      .may(subject, 'report:vehicle', fix.vehicleId)
      .then((mayReport) => admit(subject, fix, mayReport, now));
  };

  function admit(subject: Subject, fix: Fix, allowed: boolean, now: number): TenantFix {
    if (!allowed) throw denial(subject, 'report:vehicle', fix.vehicleId);
    const waitMs = quota.take(`${subject.tenant} ${fix.vehicleId}`, fix.time, now);
    if (waitMs > 0) {
      throw new WaycastError(
        'rate_limited',
        `vehicle ${fix.vehicleId} reports more fixes per minute of its own time than GPS_RATE_LIMIT_MAX allows`,
        { retryAfterMs: waitMs },
      );
    }
    return { tenant: subject.tenant, fix };
  }
}

/** What a batch says of one fix. Only what the catalogue knows is told per fix; anything else fails the request. */
function verdictOf(error: unknown): { code: string; message: string; retryAfterMs?: number } {
  if (!(error instanceof WaycastError)) throw error;
  const { code, message, retryAfterMs } = error;
  return { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
