import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { decimal } from './decimal.ts';
import { escapeXml } from './escape-xml.ts';

/** A track of KML has all its times before all its places, and an array for speeds only when one is known. */
const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">\n<Document>\n' +
  '<Schema id="fix"><gx:SimpleArrayField name="speed" type="float"><displayName>m/s</displayName>' +
  '</gx:SimpleArrayField></Schema>\n';

/** A track as KML 2.2, in one `gx:Track` per chunk of fixes, each of which goes on where the one before ended. */
export async function* kmlFile(
  vehicleId: string,
  chunks: AsyncIterable<readonly Fix[]>,
): AsyncGenerator<string> {
  const name = `<name>${escapeXml(vehicleId)}</name>`;
  let head = `${HEAD}<Placemark>${name}<gx:MultiTrack><gx:interpolate>1</gx:interpolate>\n`;
  for await (const fixes of chunks) {
    yield head + track(fixes);
    head = '';
  }
  yield `${head}</gx:MultiTrack></Placemark>\n</Document>\n</kml>\n`;
}

function track(fixes: readonly Fix[]): string {
  const times = fixes.map(({ time }) => `<when>${isoTime(time)}</when>`);
  const places = fixes.map(({ longitude, latitude, altitude }) => {
    const numbers = [longitude, latitude, altitude ?? 0].map(decimal);
    return `<gx:coord>${numbers.join(' ')}</gx:coord>`;
  });
  return `<gx:Track>\n${[...times, ...places].join('\n')}\n${speeds(fixes)}</gx:Track>\n`;
}

function speeds(fixes: readonly Fix[]): string {
  if (fixes.every(({ speed }) => speed === undefined)) return '';
  const values = fixes.map(
    ({ speed }) => `<gx:value>${speed === undefined ? '' : decimal(speed)}</gx:value>`,
  );
  return (
    '<ExtendedData><SchemaData schemaUrl="#fix"><gx:SimpleArrayData name="speed">\n' +
    `${values.join('\n')}\n</gx:SimpleArrayData></SchemaData></ExtendedData>\n`
  );
}
