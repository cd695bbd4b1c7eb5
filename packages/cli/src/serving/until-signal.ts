export const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Takes what has to be closed at the end; the last one given is closed first. */
export type OnEnd = (close: () => Promise<void> | void) => void;

/**
 * Opens something and keeps it until SIGINT or SIGTERM, also while it is still opening; then closes it and ends the
 * process: with 0 when all was closed, and at once with 1 when a second signal comes. Rejects when opening does.
 */
export async function untilSignal(open: (onEnd: OnEnd) => Promise<void>): Promise<void> {
  const ended = firstSignal().then((signal) => {
    for (const name of SIGNALS) process.on(name, () => process.exit(1));
    process.stderr.write(`\n${signal}: stopping. Once more ends it at once.\n`);
  });
  await untilEnded(ended, open);
}

/** The same until `ended` resolves, whatever brings that about. */
export async function untilEnded(ended: Promise<void>, open: (onEnd: OnEnd) => Promise<void>): Promise<void> {
  const closers: (() => Promise<void> | void)[] = [];
  const opened = open((close) => closers.push(close));
  // Whatever is still being opened when the end comes ends with the process.
  await Promise.race([ended, opened]);
  opened.catch(() => undefined);
  await ended;
  for (const close of closers.toReversed()) await close();
  process.exit(0);
}

function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of SIGNALS) process.once(name, () => resolve(name));
  });
}
