import pg from 'pg';

const FREE = `with over as (
    update orders set status = 'COMPLETED', ended_at = now(), revision = revision + 1
    where driver_id in (select jsonb_array_elements_text($1::jsonb)) and status = 'ACCEPTED'
  )
  update taxi_drivers set order_id = null where driver_id in (select jsonb_array_elements_text($1::jsonb))`;

/** Ends the orders of drivers at once, in the database, so that few drivers can go on winning. */
export interface FreeWinners {
  free(driverIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openFreeWinners(databaseUrl: string): Promise<FreeWinners> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    async free(driverIds) {
      await client.query({ name: 'free', text: FREE, values: [JSON.stringify(driverIds)] });
    },
    close: () => client.end(),
  };
}
