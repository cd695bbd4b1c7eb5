import { styleText } from 'node:util';

/** A few aligned lines on standard error: standard output belongs to the log. */
export function printBanner(title: string, lines: readonly (readonly [string, string])[]): void {
  const width = Math.max(...lines.map(([label]) => label.length));
  const rows = lines.map(
    ([label, text]) => `  ${styleText('dim', label.padEnd(width), { stream: process.stderr })}  ${text}`,
  );
  process.stderr.write(
    `\n  ${styleText('bold', title, { stream: process.stderr })}\n\n${rows.join('\n')}\n\n`,
  );
}
