import { numberedLines } from './lines.ts';
import { decodeSentence, type Sentence } from './nmea-sentence.ts';
import { toFinding } from './raw-fix.ts';
import type { Finding, Reader, ReadingOptions } from './recording.ts';

const DAY_MS = 86_400_000;

/** Sentences of one moment: RMC and GGA say different things about the same position. */
interface Moment {
  readonly line: number;
  readonly timeOfDay: number;
  rmc?: Sentence & { kind: 'RMC' };
  gga?: Sentence & { kind: 'GGA' };
}

/**
 * Positions of an NMEA 0183 log. RMC gives the day, speed and course, GGA the altitude; sentences with the same time
 * are one position, in whatever order. A GGA alone belongs to the day of the last RMC, or to the next when its time
 * has passed midnight since.
 */
export const readNmea: Reader = async function* (text, options) {
  const days = new DayCount();
  let moment: Moment | undefined;
  for await (const { line, number } of numberedLines(text)) {
    const decoded = decodeSentence(line);
    if (decoded === undefined) continue;
    if ('reason' in decoded) {
      yield { flaw: { where: `line ${number}`, reason: decoded.reason } };
      continue;
    }
    const { sentence } = decoded;
    if (moment !== undefined && !belongs(moment, sentence)) {
      yield finish(moment, days, options);
      moment = undefined;
    }
    moment = { ...(moment ?? { line: number, timeOfDay: sentence.timeOfDay }), ...part(sentence) };
  }
  if (moment !== undefined) yield finish(moment, days, options);
};

function belongs(moment: Moment, sentence: Sentence): boolean {
  const isRepeated = sentence.kind === 'RMC' ? moment.rmc !== undefined : moment.gga !== undefined;
  return moment.timeOfDay === sentence.timeOfDay && !isRepeated;
}

function part(sentence: Sentence): Pick<Moment, 'rmc' | 'gga'> {
  return sentence.kind === 'RMC' ? { rmc: sentence } : { gga: sentence };
}

function finish({ line, timeOfDay, rmc, gga }: Moment, days: DayCount, options: ReadingOptions): Finding {
  const day = days.at(timeOfDay, rmc?.day);
  if (day === undefined)
    return { flaw: { where: `line ${line}`, reason: 'GGA has no date, and no RMC came before it' } };
  const raw = {
    latitude: (rmc ?? gga)?.latitude,
    longitude: (rmc ?? gga)?.longitude,
    time: day + timeOfDay,
    speed: rmc?.speed,
    heading: rmc?.heading,
    altitude: gga?.altitude,
  };
  // Decoded sentences are in metres per second already.
  return toFinding(raw, `line ${line}`, { ...options, speedFactor: 1 });
}

/** Keeps the day, which only RMC names, over midnight. */
class DayCount {
  #day: number | undefined;
  #timeOfDay = 0;

  /** Midnight of the day of a time, epoch milliseconds; undefined while no day was named. */
  at(timeOfDay: number, named: number | undefined): number | undefined {
    const hasPassedMidnight = this.#timeOfDay - timeOfDay > DAY_MS / 2;
    if (named !== undefined) this.#day = named;
    else if (this.#day !== undefined && hasPassedMidnight) this.#day += DAY_MS;
    if (this.#day !== undefined) this.#timeOfDay = timeOfDay;
    return this.#day;
  }
}
