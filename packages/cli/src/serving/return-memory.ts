const LOOK_MS = 5_000;
/** Fewer that left are not worth a collection. */
const MIN_LEFT = 1_000;
/** Of those that there were, at most this part is still connected: it waits for the collection, some 0.3 s. */
const REST = 0.1;
/** What those who left leave behind for a while, such as topics that somebody may follow again, is gone by then. */
const AGAIN_AFTER_LOOKS = 5;

/**
 * Gives memory back to the machine after most clients have left. V8 collects when something is allocated, so that a
 * server from which ten thousand clients went away would keep all that they had taken for as long as it is idle.
 * Returns what ends it.
 */
export function returnMemory(connections: () => number, collect = collectGarbage): () => void {
  let most = 0;
  let before = 0;
  let looksUntilAgain = 0;
  const look = (): void => {
    const now = connections();
    const areLeaving = now < before;
    before = now;
    most = Math.max(most, now);
    looksUntilAgain -= 1;
    if (looksUntilAgain === 0) void collect();
    if (areLeaving || most - now < MIN_LEFT || now > most * REST) return;
    most = now;
    looksUntilAgain = AGAIN_AFTER_LOOKS;
    void collect();
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
}

/** As the memory tab of a debugger does: all that can be collected, and what is free goes back to the machine. */
async function collectGarbage(): Promise<void> {
  try {
    const { Session } = await import('node:inspector/promises');
    const session = new Session();
    session.connect();
    try {
      await session.post('HeapProfiler.collectGarbage');
    } finally {
      session.disconnect();
    }
  } catch {
    // A Node without an inspector keeps the memory; nothing else is lost.
  }
}
