/** Does it now and then again, never twice at a time, until the returned function is called. */
export function repeat(
  work: () => Promise<void>,
  everyMs: number,
  onFailed: (error: unknown) => void,
): () => void {
  let isBusy = false;
  const run = (): void => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch(onFailed)
      .finally(() => {
        isBusy = false;
      });
  };
  const timer = setInterval(run, everyMs);
  run();
  return () => clearInterval(timer);
}
