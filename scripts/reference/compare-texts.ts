const SHOWN = 8;

/** The first lines that only one of two texts has, `-` for the written and `+` for the generated one. */
export function compareTexts(written: string, generated: string): string {
  const before = written.split('\n');
  const after = generated.split('\n');
  const removed = only(before, after).map((line) => `  - ${line}`);
  const added = only(after, before).map((line) => `  + ${line}`);
  const moved = removed.length + added.length === 0 ? ['  the same lines in another order'] : [];
  return [...shorten(removed), ...shorten(added), ...moved].join('\n');
}

function only(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

function shorten(lines: readonly string[]): string[] {
  const rest = lines.length - SHOWN;
  return rest > 0 ? [...lines.slice(0, SHOWN), `  … and ${rest} more`] : [...lines];
}
