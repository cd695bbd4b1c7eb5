/** A line of CSV (RFC 4180) of cells that need no quotes, or have them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

/** An id may start with `-` or `@`, which spreadsheets would calculate: quoting keeps it one cell of text. */
export function quotedId(text: string): string {
  return /^[A-Za-z0-9]/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Unknown is empty. */
export function numberOrEmpty(value: number | null | undefined): string {
  return value == null ? '' : String(value);
}
