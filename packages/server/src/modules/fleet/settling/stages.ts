import { fenceStage } from '../fences/fence-stage.ts';
import { gaps } from './gaps.ts';
import { idling } from './idling.ts';
import { motion } from './motion.ts';
import { overspeed } from './overspeed.ts';
import { type StartStage, startable } from './stage-run.ts';

/** Every rule about the accepted fixes, in the order in which what they find at one fix is told. */
export const STAGES: readonly StartStage[] = [
  startable(motion),
  startable(idling),
  startable(overspeed),
  startable(gaps),
  startable(fenceStage),
];
