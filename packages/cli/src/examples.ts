/** Help's last part: command lines that one can copy. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ waycast ${line}`).join('\n')}`;
}
