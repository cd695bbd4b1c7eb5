import { performance } from 'node:perf_hooks';

/** A sample takes this long at least: a single turn says little. */
const SAMPLE_MS = 50;

/** How busy the event loop was of late: 0 is idle, 1 has no rest. */
export type LoopLoad = () => number;

export function createLoopLoad(): LoopLoad {
  let since = performance.eventLoopUtilization();
  let load = 0;
  return () => {
    const now = performance.eventLoopUtilization();
    const { idle, active, utilization } = performance.eventLoopUtilization(now, since);
    if (idle + active < SAMPLE_MS) return load;
    since = now;
    load = utilization;
    return load;
  };
}
