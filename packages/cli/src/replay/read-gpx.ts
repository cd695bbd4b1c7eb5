import { SaxesParser } from 'saxes';
import { toFinding } from './raw-fix.ts';
import type { Finding, Reader, ReadingOptions } from './recording.ts';

/** Children of a track point that matter, by their name without prefix, wherever in its extensions they stand. */
const MEASURED = new Set(['ele', 'time', 'speed', 'course']);

/** Track points of a GPX file, 1.0 or 1.1, with speed and course also from the usual extensions. */
export const readGpx: Reader = async function* (text, options) {
  const findings: Finding[] = [];
  const parser = createParser(options, findings);
  for await (const piece of text) {
    parser.write(piece);
    yield* findings.splice(0);
  }
  parser.close();
  yield* findings.splice(0);
};

function createParser(options: ReadingOptions, findings: Finding[]): SaxesParser {
  const parser = new SaxesParser();
  let point: Point | undefined;
  let element = '';
  parser.on('opentag', ({ name, attributes }) => {
    element = localName(name);
    if (element === 'trkpt')
      point = {
        line: parser.line,
        latitude: attributes.lat,
        longitude: attributes.lon,
        said: new Map(),
      };
  });
  parser.on('text', (piece) => {
    if (point !== undefined && MEASURED.has(element))
      point.said.set(element, (point.said.get(element) ?? '') + piece);
  });
  parser.on('closetag', ({ name }) => {
    element = '';
    if (localName(name) !== 'trkpt' || point === undefined) return;
    findings.push(finish(point, options));
    point = undefined;
  });
  parser.on('error', (error) => {
    // Saxes goes on after an error; what follows is read as far as it makes sense.
    const reason = error.message.replace(/^\S*\d+:\d+: /, '');
    findings.push({ flaw: { where: `line ${parser.line}`, reason: `not well-formed XML: ${reason}` } });
  });
  return parser;
}

interface Point {
  readonly line: number;
  readonly latitude: unknown;
  readonly longitude: unknown;
  readonly said: Map<string, string>;
}

function finish({ line, latitude, longitude, said }: Point, options: ReadingOptions): Finding {
  const raw = {
    latitude,
    longitude,
    time: said.get('time'),
    altitude: said.get('ele'),
    speed: said.get('speed'),
    heading: said.get('course'),
  };
  // GPX defines speed in metres per second.
  return toFinding(raw, `line ${line}`, { ...options, speedFactor: 1 });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
