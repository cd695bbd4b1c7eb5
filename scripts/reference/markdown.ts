const GENERATED = '<!-- Generated from the sources by `npm run generate`; do not edit. -->';

/** A page with its title, an introduction and what follows. */
export function page(title: string, introduction: string, ...parts: readonly string[]): string {
  return `${[GENERATED, `# ${title}`, introduction, ...parts].join('\n\n')}\n`;
}

/** A Markdown table; cells may hold Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Text as code, or a dash for none. */
export function code(text: string | undefined): string {
  return text === undefined || text === '' ? '–' : `\`${text}\``;
}

/** A value as a block of JSON. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
