/**
 * Does it now and then again, never twice at a time, until the returned function is called. What fails later, when calls
 * are cut off at the end, is nothing to tell.
 */
export function repeat(
  work: () => Promise<void>,
  everyMs: number,
  onFailed: (error: unknown) => void,
): () => void {
  let isBusy = false;
  let isOver = false;
  const run = (): void => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch((error: unknown) => {
        if (!isOver) onFailed(error);
      })
      .finally(() => {
        isBusy = false;
      });
  };
  const timer = setInterval(run, everyMs);
  run();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
