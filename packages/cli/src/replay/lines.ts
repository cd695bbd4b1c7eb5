/** A line longer than this is cut there: no format that is read line by line has such. */
const LINE_MAX = 65_536;

/** The lines of a text that comes in pieces, without their ends, with their numbers from 1; cut after `lineMax`. */
export async function* numberedLines(
  text: AsyncIterable<string>,
  lineMax = LINE_MAX,
): AsyncIterable<{ line: string; number: number }> {
  let rest = '';
  let number = 0;
  for await (const piece of text) {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield { line, number: ++number };
    for (; rest.length > lineMax; rest = rest.slice(lineMax))
      yield { line: rest.slice(0, lineMax), number: ++number };
  }
  if (rest !== '') yield { line: rest.replace(/\r$/, ''), number: ++number };
}
