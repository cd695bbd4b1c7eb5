const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not stand in a JSON string
  /[\t\n\r ]*(?:("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:]))/y;

/** What may come next: the name says it. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/**
 * Where a text stops being JSON: the offset of the first character that cannot stand there, which is the text's
 * length when it only ends too early. The engine's own message does not always say. For texts that failed to parse.
 */
export function jsonErrorPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return afterBlanks(text, at);
    const next = follow(expected, match, open);
    if (next === undefined) return afterBlanks(text, at);
    expected = next;
    at = TOKEN.lastIndex;
  }
}

/** What comes after a token, or undefined where the token cannot stand. Keeps `open` in step. */
function follow(
  expected: Expected,
  [, text, number, word, mark]: RegExpExecArray,
  open: ('{' | '[')[],
): Expected | undefined {
  if (mark === undefined) {
    if (text !== undefined && expected.startsWith('key')) return 'colon';
    const isValue = (text ?? number ?? word) !== undefined && expected.startsWith('value');
    return isValue ? afterValue(open) : undefined;
  }
  if ((mark === '{' || mark === '[') && expected.startsWith('value')) {
    open.push(mark);
    return mark === '{' ? 'key-or-end' : 'value-or-end';
  }
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  if (mark === ',') return expected === 'comma-or-end' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
  const closes = expected.endsWith('or-end') && open.at(-1) === (mark === '}' ? '{' : '[');
  if (!closes) return undefined;
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'nothing' : 'comma-or-end';
}

function afterBlanks(text: string, at: number): number {
  let position = at;
  while (position < text.length && '\t\n\r '.includes(text.charAt(position))) position += 1;
  return position;
}
