const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Waits for SIGINT or SIGTERM, then runs `stop` and ends the process: with 0 when all was closed, with 1 when that
 * failed, and at once with 1 when a second signal comes.
 */
export async function untilSignal(stop: () => Promise<void>): Promise<void> {
  const signal = await firstSignal();
  for (const name of SIGNALS) process.on(name, () => process.exit(1));
  process.stderr.write(`\n${signal}: stopping. Once more ends it at once.\n`);
  await stop();
  process.exit(0);
}

function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of SIGNALS) process.once(name, () => resolve(name));
  });
}
