/** What one sentence says; times of day in milliseconds since midnight UTC. */
export type Sentence =
  | {
      readonly kind: 'RMC';
      readonly timeOfDay: number;
      readonly latitude: number;
      readonly longitude: number;
      /** Midnight of its day, epoch milliseconds. */
      readonly day: number;
      readonly speed: number | undefined;
      readonly heading: number | undefined;
    }
  | {
      readonly kind: 'GGA';
      readonly timeOfDay: number;
      readonly latitude: number;
      readonly longitude: number;
      readonly altitude: number | undefined;
    };

/** A sentence, why it cannot be used, or undefined for lines that are none of RMC and GGA. */
export type Decoded = { readonly sentence: Sentence } | { readonly reason: string } | undefined;

const KNOTS_TO_MPS = 1852 / 3600;

/** Decodes one line of NMEA 0183; text before the `$` (a logger's own stamp) is ignored. */
export function decodeSentence(line: string): Decoded {
  const [, body = '', checksum] = /\$([^*$]*)(?:\*([0-9A-Fa-f]{2}))?\s*$/.exec(line) ?? [];
  const fields = body.split(',');
  const kind = /^[A-Z]{2}(RMC|GGA)$/.exec(fields[0] ?? '')?.[1];
  if (kind === undefined) return undefined;
  if (checksum !== undefined && Number.parseInt(checksum, 16) !== checksumOf(body)) {
    return {
      reason: `checksum is ${checksum.toUpperCase()}, but the line's is ${checksumOf(body).toString(16).toUpperCase().padStart(2, '0')}`,
    };
  }
  return kind === 'RMC' ? decodeRmc(fields) : decodeGga(fields);
}

/** $--RMC,hhmmss.ss,status,lat,N,lon,E,knots,course,ddmmyy,… */
function decodeRmc(fields: readonly string[]): Decoded {
  const [, clock = '', status, lat = '', ns = '', lon = '', ew = '', knots = '', course = '', date = ''] =
    fields;
  if (status !== 'A') return { reason: 'the receiver had no position (RMC status is not A)' };
  const timeOfDay = parseClock(clock);
  const day = parseDay(date);
  const latitude = parseAngle(lat, ns, 'N', 'S');
  const longitude = parseAngle(lon, ew, 'E', 'W');
  if (timeOfDay === undefined || day === undefined)
    return { reason: `RMC time "${clock}" or date "${date}" cannot be read` };
  if (latitude === undefined || longitude === undefined) return { reason: 'RMC position cannot be read' };
  const speed = parseNumber(knots);
  const heading = parseNumber(course);
  return {
    sentence: {
      kind: 'RMC',
      timeOfDay,
      day,
      latitude,
      longitude,
      heading,
      speed: speed === undefined ? undefined : speed * KNOTS_TO_MPS,
    },
  };
}

/** $--GGA,hhmmss.ss,lat,N,lon,E,quality,satellites,hdop,altitude,M,… */
function decodeGga(fields: readonly string[]): Decoded {
  const [, clock = '', lat = '', ns = '', lon = '', ew = '', quality = '', , , altitude = ''] = fields;
  if (quality === '0' || quality === '') return { reason: 'the receiver had no position (GGA quality is 0)' };
  const timeOfDay = parseClock(clock);
  const latitude = parseAngle(lat, ns, 'N', 'S');
  const longitude = parseAngle(lon, ew, 'E', 'W');
  if (timeOfDay === undefined) return { reason: `GGA time "${clock}" cannot be read` };
  if (latitude === undefined || longitude === undefined) return { reason: 'GGA position cannot be read' };
  return { sentence: { kind: 'GGA', timeOfDay, latitude, longitude, altitude: parseNumber(altitude) } };
}

function checksumOf(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i) & 0xff;
  return sum;
}

function parseClock(text: string): number | undefined {
  const [, hours, minutes, seconds] = /^(\d\d)(\d\d)(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  const time = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 61 ? Math.round(time) : undefined;
}

function parseDay(text: string): number | undefined {
  const [, day, month, short] = /^(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (day === undefined || month === undefined || short === undefined) return undefined;
  const year = Number(short) + (Number(short) >= 80 ? 1900 : 2000);
  const midnight = Date.UTC(year, Number(month) - 1, Number(day));
  return new Date(midnight).getUTCDate() === Number(day) ? midnight : undefined;
}

/** Degrees and minutes written together: 4807.038 is 48° 7.038'. */
function parseAngle(text: string, side: string, positive: string, negative: string): number | undefined {
  const [, degrees, minutes] = /^(\d{2,3})(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  if (degrees === undefined || Number(minutes) >= 60 || (side !== positive && side !== negative))
    return undefined;
  const angle = Number(degrees) + Number(minutes) / 60;
  return side === negative ? -angle : angle;
}

function parseNumber(text: string): number | undefined {
  return /^-?\d+(\.\d*)?$/.test(text) ? Number(text) : undefined;
}
