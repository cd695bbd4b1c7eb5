import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { OpenSilenceWatch } from '../../ports/silence.ts';

/** The longest silent beyond it are no longer watched. */
const MAX_WATCHED = 500_000;

interface Heard {
  readonly topic: Topic;
  readonly at: number;
}

/** Silence as this process alone hears it, exact to the millisecond. One timer serves all vehicles of a watch. */
export function createMemorySilence(clock: Clock): OpenSilenceWatch {
  return (afterMs, fallSilent) => {
    // In order of last hearing: a vehicle is written anew each time, so that the most silent stand first.
    const lastHeard = new Map<string, Heard>();
    let cancel: (() => void) | undefined;
    let closed = false;

    function sweep(): void {
      cancel = undefined;
      const now = clock.now();
      for (const [key, { topic, at }] of lastHeard) {
        if (now - at < afterMs) break;
        lastHeard.delete(key);
        fallSilent(topic);
      }
      arm(now);
    }

    function arm(now: number): void {
      if (closed || cancel !== undefined) return;
      // Behind the places that others have left: looked for only where it is needed.
      const [oldest] = lastHeard.values();
      if (oldest === undefined) return;
      cancel = clock.after(Math.max(1, oldest.at + afterMs - now), sweep);
    }

    return {
      heard(topics) {
        if (closed) return;
        const at = clock.now();
        for (const topic of topics) {
          const key = topicKey(topic);
          lastHeard.delete(key);
          lastHeard.set(key, { topic, at });
        }
        dropOldest(lastHeard, lastHeard.size - MAX_WATCHED);
        arm(at);
      },
      close() {
        closed = true;
        cancel?.();
        lastHeard.clear();
      },
    };
  };
}

function dropOldest(map: Map<string, Heard>, count: number): void {
  if (count <= 0) return;
  for (const key of [...map.keys()].slice(0, count)) map.delete(key);
}
