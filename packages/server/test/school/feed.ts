import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export type Files = Readonly<Record<string, string | Buffer | undefined>>;

/** A zip file with these text files; those that are undefined are left out. */
export function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files))
    if (text !== undefined) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

/**
 * Route 7 with two ways: three trips past Ash, Birch and the school, one of them after midnight and one without the
 * middle time, and a trip that leaves Birch out.
 */
export const FEED = {
  'agency.txt': lines('agency_id,agency_name,agency_url,agency_timezone', 'a,Buses,https://example.com,UTC'),
  'stops.txt': lines(
    'stop_id,stop_name,stop_lat,stop_lon,location_type',
    'ash,"Ash, Grove",52.66,-8.63,0',
    'birch,Birch,52.66,-8.62,',
    'IE:school,School,52.67,-8.62,0',
    'yard,Station,52.67,-8.62,1',
  ),
  'routes.txt': lines(
    'route_id,route_short_name,route_long_name,route_type,route_color',
    '7,7,North,3,0A7D5C',
  ),
  'calendar.txt': lines(
    'service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date',
    'days,1,1,1,1,1,0,0,20260501,20260626',
  ),
  'calendar_dates.txt': lines('service_id,date,exception_type', 'days,20260504,2', 'fair,20260516,1'),
  'shapes.txt': lines(
    'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence',
    'north,52.67,-8.62,30',
    'north,52.66,-8.63,10',
    'north,52.66,-8.62,20',
  ),
  'trips.txt': lines(
    'route_id,service_id,trip_id,trip_headsign,shape_id',
    '7,days,t1,School,north',
    '7,days,t2,,north',
    '7,fair,t3,Fair,north',
    '7,days,late,,north',
  ),
  'stop_times.txt': lines(
    'trip_id,arrival_time,departure_time,stop_id,stop_sequence',
    't1,07:45:00,07:45:30,ash,1',
    't1,07:55:00,07:55:00,IE:school,9',
    't1,,,birch,5',
    't2,8:45:00,8:45:00,ash,1',
    't2,8:50:00,8:51:00,birch,2',
    't2,8:55:00,8:55:00,IE:school,3',
    't3,09:00:00,09:00:00,ash,1',
    't3,09:10:00,09:10:00,IE:school,2',
    'late,23:55:00,23:55:00,ash,1',
    'late,24:05:00,24:05:00,birch,2',
    'late,25:10:00,25:10:00,IE:school,3',
  ),
} as const satisfies Files;
