import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a delivery is. */
export interface Progress {
  update(done: number): void;
  /** The server makes us wait. */
  wait(reason: string, delayMs: number): void;
  stop(): void;
}

/** How often a wait is mentioned where there is no bar. */
const MENTION_MS = 10_000;

/** A bar on a terminal; elsewhere only waits are mentioned, at most every ten seconds. Both on standard error. */
export function createProgress(total: number): Progress {
  return process.stderr.isTTY ? createBar(total) : createMentions();
}

function createBar(total: number): Progress {
  const format = '  {bar} {percentage}% | {value}/{total} fixes | {eta_formatted} left {note}';
  const bar = new SingleBar(
    { format, hideCursor: true, stream: process.stderr, etaBuffer: 50 },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: '' });
  return {
    update: (done) => bar.update(done, { note: '' }),
    wait: (reason, delayMs) => bar.update({ note: `| waiting ${seconds(delayMs)}: ${reason}` }),
    stop: () => bar.stop(),
  };
}

function createMentions(): Progress {
  let mentionedAt = -MENTION_MS;
  return {
    update: () => undefined,
    wait(reason, delayMs) {
      if (performance.now() - mentionedAt < MENTION_MS) return;
      mentionedAt = performance.now();
      process.stderr.write(`waiting ${seconds(delayMs)}: ${reason}\n`);
    },
    stop: () => undefined,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
