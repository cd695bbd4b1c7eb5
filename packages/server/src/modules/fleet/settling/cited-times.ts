import { z } from 'zod';
import type { Finding } from '../../../ports/findings.ts';
import { UNTOLD } from './untold.ts';

/** Fixes that a finding's data name as what it rests on: those of a visit to a fence. */
const Evidence = z.object({ fixes: z.array(z.object({ time: z.iso.datetime() })) }).optional();
const EvidenceShape = z.object({ entered: Evidence, left: Evidence });

/** Device times of the fixes that a finding refers to, in epoch milliseconds: thinning is to leave them. */
export function citedTimes({ kind, startsAt, endsAt, data }: Finding): number[] {
  if (UNTOLD.has(kind)) return [];
  const { entered, left } = EvidenceShape.parse(data);
  const evidence = [entered, left].flatMap((one) => one?.fixes ?? []).map(({ time }) => Date.parse(time));
  return [startsAt, ...(endsAt === null ? [] : [endsAt]), ...evidence];
}
