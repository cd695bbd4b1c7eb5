import { existsSync } from 'node:fs';
import { join } from 'node:path';

const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../shared/data');

export const RIDE = join(DATA, 'limerick-304/ride.gpx');
export const STOPS = join(DATA, 'limerick-304/stops.geojson');
export const ROUTE = join(DATA, 'limerick-304/route.geojson');

/** Why tests of this ride are skipped; empty when they are not. */
export const missing = existsSync(RIDE) ? '' : `: no data in ${DATA}`;
