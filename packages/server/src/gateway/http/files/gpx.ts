import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { decimal } from './decimal.ts';
import { escapeXml } from './escape-xml.ts';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<gpx version="1.1" creator="Waycast" xmlns="http://www.topografix.com/GPX/1/1" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" ' +
  'xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd ' +
  'http://www.garmin.com/xmlschemas/TrackPointExtension/v2 https://www8.garmin.com/xmlschemas/TrackPointExtensionv2.xsd">\n';

/** A track as GPX 1.1, one text per chunk of fixes. Speed and course stand in Garmin's TrackPointExtension v2. */
export async function* gpxFile(
  vehicleId: string,
  chunks: AsyncIterable<readonly Fix[]>,
): AsyncGenerator<string> {
  let head = `${HEAD}<trk><name>${escapeXml(vehicleId)}</name><trkseg>\n`;
  for await (const fixes of chunks) {
    yield head + fixes.map(trackPoint).join('');
    head = '';
  }
  yield `${head}</trkseg></trk>\n</gpx>\n`;
}

function trackPoint(fix: Fix): string {
  const altitude = fix.altitude === undefined ? '' : `<ele>${decimal(fix.altitude)}</ele>`;
  const position = `lat="${decimal(fix.latitude)}" lon="${decimal(fix.longitude)}"`;
  return `<trkpt ${position}>${altitude}<time>${isoTime(fix.time)}</time>${extensions(fix)}</trkpt>\n`;
}

function extensions({ speed, heading }: Fix): string {
  if (speed === undefined && heading === undefined) return '';
  const parts = [
    speed === undefined ? '' : `<gpxtpx:speed>${decimal(speed)}</gpxtpx:speed>`,
    heading === undefined ? '' : `<gpxtpx:course>${decimal(heading)}</gpxtpx:course>`,
  ];
  return `<extensions><gpxtpx:TrackPointExtension>${parts.join('')}</gpxtpx:TrackPointExtension></extensions>`;
}
