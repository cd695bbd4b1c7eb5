import { readFileSync } from 'node:fs';
import { cpuSecondsOf, TICKS_PER_SECOND } from '../processes/process-tree.ts';

/** Starts to watch; the function it returns says how much CPU others used since, in cores. */
export function watchForeignLoad(): () => number {
  const [started, before] = [performance.now(), foreignCpuSeconds()];
  return () => {
    const seconds = (performance.now() - started) / 1000;
    return Math.max(0, (foreignCpuSeconds() - before) / seconds);
  };
}

/** Of all processes but this one and its children, and what the hypervisor gave to others. */
function foreignCpuSeconds(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  // Interrupts are left out: most of them are the load's own packets, which no process is charged for.
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + steal) / TICKS_PER_SECOND - cpuSecondsOf(process.pid);
}
