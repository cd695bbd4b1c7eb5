import type { RowProblem } from '@waycast/contract';
import { expect } from 'vitest';
import { FEED, type Files } from './feed.ts';

type Edit = readonly [from: string, to: string];
const edited = (file: keyof typeof FEED, ...[from, to]: Edit): Files => {
  if (!FEED[file].includes(from)) throw new Error(`${file} has no ${from}`);
  return { ...FEED, [file]: FEED[file].replace(from, to) };
};
const without = (file: keyof typeof FEED): Files => ({ ...FEED, [file]: undefined });

/** What is wrong: the files, and the first error. What is expected of it may be a matcher. */
export const BROKEN: readonly [string, Files, Partial<RowProblem>][] = [
  [
    'no stop_times.txt',
    without('stop_times.txt'),
    { file: 'stop_times.txt', row: null, reason: 'is missing from the zip file' },
  ],
  ['no agency.txt', without('agency.txt'), { file: 'agency.txt' }],
  [
    'no calendar at all',
    { ...without('calendar.txt'), 'calendar_dates.txt': undefined },
    {
      file: 'calendar.txt',
      remedy: 'Add calendar.txt or calendar_dates.txt; the files lie at the top of the zip file.',
    },
  ],
  ['an empty file', { ...FEED, 'stops.txt': '' }, { file: 'stops.txt', row: 1, reason: 'is empty' }],
  [
    'no column stop_lat',
    edited('stops.txt', 'stop_lat', 'lat'),
    { file: 'stops.txt', row: 1, column: 'stop_lat', reason: 'the header has no such column' },
  ],
  [
    'a quote that is not closed',
    edited('stops.txt', 'Birch', '"Birch'),
    { file: 'stops.txt', reason: expect.stringContaining('no CSV') },
  ],
  [
    'text that is not UTF-8',
    { ...FEED, 'stops.txt': Buffer.from(FEED['stops.txt'].replace('Birch', 'Bírch'), 'latin1') },
    { file: 'stops.txt', row: null, reason: 'is not UTF-8' },
  ],
  [
    'a latitude that is none',
    edited('stops.txt', '52.66,-8.62,', '52°40,-8.62,'),
    { file: 'stops.txt', row: 3, column: 'stop_lat', value: '52°40' },
  ],
  [
    'a longitude off the earth',
    edited('stops.txt', '-8.63', '-188.63'),
    { row: 2, column: 'stop_lon', reason: 'is no number from -180 to 180' },
  ],
  [
    'a stop without a name',
    edited('stops.txt', 'Birch', ''),
    { row: 3, column: 'stop_name', reason: 'is missing' },
  ],
  [
    'a stop twice',
    edited('stops.txt', 'birch,Birch', 'ash,Birch'),
    { row: 3, column: 'stop_id', value: 'ash', reason: 'stands in line 2 already' },
  ],
  [
    'a route without a name',
    edited('routes.txt', '7,7,North', '7,,'),
    { file: 'routes.txt', row: 2, reason: 'is missing, and route_short_name too' },
  ],
  [
    'a trip of no route',
    edited('trips.txt', '7,days,t2', '8,days,t2'),
    { file: 'trips.txt', row: 3, column: 'route_id', value: '8', reason: 'routes.txt has no such id' },
  ],
  [
    'a trip of no service',
    edited('trips.txt', '7,days,t2', '7,dys,t2'),
    { file: 'trips.txt', row: 3, column: 'service_id', value: 'dys' },
  ],
  [
    'a trip of no shape',
    edited('trips.txt', 'Fair,north', 'Fair,nrth'),
    { file: 'trips.txt', row: 4, column: 'shape_id', value: 'nrth' },
  ],
  [
    'a trip twice',
    edited('trips.txt', 't2', 't1'),
    { file: 'trips.txt', row: 3, column: 'trip_id', value: 't1' },
  ],
  [
    'a trip without times',
    edited('trips.txt', 'late,,north', 'late,,north\n7,days,t9,,'),
    { file: 'trips.txt', row: 6, value: 't9', reason: 'has 0 stop times, and a trip needs two at least' },
  ],
  [
    'a time of no trip',
    edited('stop_times.txt', 't2,8:45', 't8,8:45'),
    { file: 'stop_times.txt', row: 5, column: 'trip_id', value: 't8' },
  ],
  [
    'a time at no stop',
    edited('stop_times.txt', 'birch,2', 'birk,2'),
    {
      file: 'stop_times.txt',
      row: 6,
      column: 'stop_id',
      value: 'birk',
      reason: 'stops.txt has no such id',
      remedy: 'Add it to stops.txt, or correct the id.',
    },
  ],
  [
    'a time at a station',
    edited('stop_times.txt', 'birch,2', 'yard,2'),
    { file: 'stop_times.txt', row: 6, column: 'stop_id', value: 'yard' },
  ],
  [
    'a time that is none',
    edited('stop_times.txt', '8:45:00,8:45:00', 'soon,8:45:00'),
    { row: 5, column: 'arrival_time', value: 'soon' },
  ],
  [
    'a time a week later',
    edited('stop_times.txt', '25:10:00,25:10:00', '125:10:00,125:10:00'),
    { row: 12, column: 'arrival_time', reason: 'is no time up to 60:00:00' },
  ],
  [
    'a sequence that is none',
    edited('stop_times.txt', 'birch,2', 'birch,x'),
    { row: 6, column: 'stop_sequence', value: 'x' },
  ],
  [
    'a sequence twice',
    edited('stop_times.txt', 'birch,2', 'birch,1'),
    { row: 6, column: 'stop_sequence', reason: 'stands in line 5 already for trip t2' },
  ],
  [
    'times that go backwards',
    edited('stop_times.txt', '8:50:00,8:51:00', '8:40:00,8:51:00'),
    {
      row: 6,
      column: 'arrival_time',
      value: '08:40:00',
      reason: 'is before 08:45:00 in line 5: the trip goes backwards',
    },
  ],
  [
    'a departure before its arrival',
    edited('stop_times.txt', '8:50:00,8:51:00', '8:50:00,8:49:00'),
    { row: 6, column: 'departure_time', value: '08:49:00' },
  ],
  [
    'no last time',
    edited('stop_times.txt', '8:55:00,8:55:00', ','),
    { row: 7, column: 'arrival_time', reason: 'is missing' },
  ],
  [
    'a weekday that is neither',
    edited('calendar.txt', 'days,1,1', 'days,1,yes'),
    { file: 'calendar.txt', row: 2, column: 'tuesday', value: 'yes' },
  ],
  [
    'a day that is none',
    edited('calendar.txt', '20260626', '20260631'),
    { row: 2, column: 'end_date', value: '20260631', reason: 'is no day of the calendar' },
  ],
  [
    'a service that ends before it starts',
    edited('calendar.txt', '20260626', '20260101'),
    { row: 2, column: 'end_date' },
  ],
  [
    'an exception twice',
    edited('calendar_dates.txt', 'days,20260504,2', 'days,20260504,2\ndays,20260504,1'),
    { file: 'calendar_dates.txt', row: 3, column: 'date' },
  ],
  [
    'an exception of type 3',
    edited('calendar_dates.txt', '20260504,2', '20260504,3'),
    { column: 'exception_type', value: '3' },
  ],
  [
    'a shape of one point',
    { ...FEED, 'shapes.txt': 'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nnorth,52.67,-8.62,1\n' },
    { file: 'shapes.txt', row: 2, value: 'north', reason: expect.stringContaining('has 1 points') },
  ],
  [
    'a point twice',
    edited('shapes.txt', '-8.62,20', '-8.62,10'),
    { file: 'shapes.txt', row: 4, column: 'shape_pt_sequence', value: '10' },
  ],
  [
    'a stop off the shape',
    edited('stops.txt', '52.66,-8.62,', '52.69,-8.62,'),
    {
      file: 'stop_times.txt',
      row: 4,
      column: 'stop_id',
      value: 'birch',
      reason: expect.stringMatching(/Stop 2 is 22\d\d m from the route's line; at most 100 m/),
    },
  ],
  [
    'stops against the shape',
    { ...FEED, 'shapes.txt': FEED['shapes.txt'].replace(',30', ',1') },
    {
      file: 'stop_times.txt',
      column: 'stop_id',
      reason: expect.stringContaining('does not come after the stops before it'),
    },
  ],
  [
    'an unknown vehicle',
    {
      ...FEED,
      'trips.txt': FEED['trips.txt']
        .replace('shape_id', 'shape_id,waycast_vehicle_id')
        .replace('t1,School,north', 't1,School,north,bus-9'),
    },
    {
      file: 'trips.txt',
      row: 2,
      column: 'waycast_vehicle_id',
      value: 'bus-9',
      reason: 'there is no vehicle bus-9',
    },
  ],
  [
    'an id that is too long',
    edited('calendar_dates.txt', 'fair', 'f'.repeat(129)),
    { file: 'calendar_dates.txt', row: 3, column: 'service_id', reason: 'is too long for an id' },
  ],
];
