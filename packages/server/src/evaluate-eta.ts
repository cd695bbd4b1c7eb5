/** What `waycast eval eta` runs: the engine's own model and score, without a server. */
export {
  type AccuracyScore,
  AccuracyTally,
  type BucketScore,
  bucketOf,
  isAccurate,
} from './modules/school/eta/accuracy.ts';
export { EtaModel, type StopEta } from './modules/school/eta/eta-model.ts';
export type { PlannedStop, TripPlan } from './modules/school/eta/plan.ts';
export { bandsIn } from './modules/school/eta/time-band.ts';
