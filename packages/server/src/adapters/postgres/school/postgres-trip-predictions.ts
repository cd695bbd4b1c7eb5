import { z } from 'zod';
import type {
  HorizonBounds,
  Prediction,
  PredictionCounts,
  PredictionFilter,
  TripPredictions,
} from '../../../ports/trip-predictions.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Row, Statement } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';

const times = (column: string): string => `array(select to_timestamp(time::float8 / 1000)
      from jsonb_array_elements_text(given.${column}) with ordinality as one (time, number) order by number)`;

const WRITE: Statement = {
  name: 'write-trip-predictions',
  returns: 'nothing',
  text: `insert into trip_predictions (tenant_id, trip_id, made_at, sequences, predicted, p10, p50, p90, state)
  select tenant, "tripId", to_timestamp("madeAt" / 1000),
    array(select number::integer from jsonb_array_elements_text(given.sequences) with ordinality as one (number, place)
      order by place),
    ${times('predicted')}, ${times('p10')}, ${times('p50')}, ${times('p90')}, state
  from jsonb_to_recordset($1::text::jsonb) as given (tenant text, "tripId" text, "madeAt" float8, sequences jsonb,
    predicted jsonb, p10 jsonb, p50 jsonb, p90 jsonb, state jsonb)
  order by 1, 2, 3
  on conflict do nothing`,
};

const epochs = (column: string): string =>
  `to_json(array(select (extract(epoch from time) * 1000)::float8
      from unnest(p.${column}) with ordinality as one (time, number) order by number)) as ${column}`;

const NEWEST: Statement = {
  name: 'newest-trip-predictions',
  text: `select p.tenant_id, p.trip_id, ${timeColumn('p.made_at')}, to_json(p.sequences) as sequences, p.state,
    ${epochs('predicted')}, ${epochs('p10')}, ${epochs('p50')}, ${epochs('p90')}
  from jsonb_array_elements_text($2::text::jsonb) as asked (trip)
  cross join lateral (select * from trip_predictions one where one.tenant_id = $1 and one.trip_id = asked.trip
    order by one.made_at desc limit 1) p`,
};

const COUNT: Statement = {
  name: 'count-trip-predictions',
  text: `with horizons as (
    select * from jsonb_to_recordset($5::text::jsonb) as one (horizon integer, "fromS" float8, "toS" float8,
      "earlyS" float8, "lateS" float8))
  select t.route_id, to_char(t.service_date, 'YYYY-MM-DD') as service_date, h.horizon,
    count(*)::float8 as predictions,
    (count(*) filter (where miss.s between -h."earlyS" and h."lateS"))::float8 as accurate,
    (count(*) filter (where v.arrived_at between one.p10 and one.p90))::float8 as covered
  from trips t
  join trip_predictions p on p.tenant_id = t.tenant_id and p.trip_id = t.trip_id
  cross join lateral unnest(p.sequences, p.predicted, p.p10, p.p90) as one (sequence, predicted, p10, p90)
  join trip_visits v on v.tenant_id = t.tenant_id and v.trip_id = t.trip_id and v.stop_sequence = one.sequence
  cross join lateral (select extract(epoch from v.arrived_at - p.made_at)::float8 as s) lead
  cross join lateral (select extract(epoch from v.arrived_at - one.predicted)::float8 as s) miss
  join horizons h on (lead.s > h."fromS" or (lead.s = 0 and h."fromS" = 0)) and lead.s <= h."toS"
  where t.tenant_id = $1 and t.service_date between $2::text::date and $3::text::date
    and ($4::text is null or t.route_id = $4) and v.arrived_at is not null
  group by t.route_id, t.service_date, h.horizon
  order by t.service_date, t.route_id, h.horizon`,
};

const Times = z.array(z.number());
const StateShape = z.object({
  delayS: z.number().nullable(),
  offRouteSince: z.number().nullable(),
  alerts: z.array(z.string()),
  location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
});

/** Predictions in the table `trip_predictions`. */
export class PostgresTripPredictions implements TripPredictions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async write(predictions: readonly Prediction[]): Promise<void> {
    if (predictions.length === 0) return;
    const given = predictions.map(({ tenant, tripId, madeAt, stops, state }) => ({
      ...{ tenant, tripId, madeAt, state },
      sequences: stops.map(({ sequence }) => sequence),
      predicted: stops.map(({ predictedAt }) => predictedAt),
      p10: stops.map(({ p10 }) => p10),
      p50: stops.map(({ p50 }) => p50),
      p90: stops.map(({ p90 }) => p90),
    }));
    await this.#database.query(WRITE, [JSON.stringify(given)]);
  }

  async newest(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, Prediction>> {
    if (tripIds.length === 0) return new Map();
    const rows = await this.#database.query(NEWEST, [tenant, JSON.stringify(tripIds)]);
    return new Map(rows.map(readPrediction).map((one) => [one.tripId, one]));
  }

  async count(
    tenant: string,
    { from, to, routeId }: PredictionFilter,
    horizons: readonly HorizonBounds[],
  ): Promise<readonly PredictionCounts[]> {
    const asked = JSON.stringify(horizons.map((bounds, horizon) => ({ ...bounds, horizon })));
    const rows = await this.#database.query(COUNT, [tenant, from, to, routeId ?? null, asked]);
    return rows.map((row) => ({
      routeId: readText(row, 'route_id'),
      date: readText(row, 'service_date'),
      horizon: readNumber(row, 'horizon'),
      predictions: readNumber(row, 'predictions'),
      accurate: readNumber(row, 'accurate'),
      covered: readNumber(row, 'covered'),
    }));
  }
}

function readPrediction(row: Row): Prediction {
  const [predicted, p10, p50, p90] = [row['predicted'], row['p10'], row['p50'], row['p90']].map((cell) =>
    Times.parse(cell),
  );
  return {
    tenant: readText(row, 'tenant_id'),
    tripId: readText(row, 'trip_id'),
    madeAt: readNumber(row, 'made_at'),
    state: StateShape.parse(row.state),
    stops: Times.parse(row['sequences']).map((sequence, index) => ({
      sequence,
      predictedAt: predicted?.[index] ?? 0,
      p10: p10?.[index] ?? 0,
      p50: p50?.[index] ?? 0,
      p90: p90?.[index] ?? 0,
    })),
  };
}
