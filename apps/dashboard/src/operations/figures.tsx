import styles from './operations.module.css';
import { quantileOf, type Reading, rateOf } from './reading.ts';
import { delayText, rateText, redisText } from './words.ts';

interface Pair {
  readonly before: Reading;
  readonly after: Reading;
}

type Row = readonly [name: string, value: string, wrong?: boolean];

/** The figures of the server that answered last. */
export function Figures(pair: Pair) {
  return (
    <div className={styles.columns}>
      <Group title="Throughput" rows={throughput(pair)} />
      <Group title="Delay and backlog" rows={delays(pair)} />
      {pair.after.total('waycast_redis_channels') > 0 || hasRedis(pair.after) ? (
        <Group title="Redis" rows={redis(pair)} />
      ) : null}
    </div>
  );
}

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <dl className={styles.facts}>
        {rows.map(([name, value, wrong]) => (
          <div key={name} className={styles.fact} data-wrong={wrong === true || undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function throughput({ before, after }: Pair): Row[] {
  const rate = (name: string, labels?: Record<string, string>): string =>
    `${rateText(rateOf(before, after, name, labels))}/s`;
  const accepted = rateOf(before, after, 'waycast_ingested_fixes_total', { verdict: 'accepted' });
  const refused = rateOf(before, after, 'waycast_ingested_fixes_total') - accepted;
  const dropped = [...after.byLabel('waycast_dropped_frames_total', 'reason')].map(
    ([reason]): Row => [
      `Frames ${DROPPED[reason] ?? reason}`,
      rate('waycast_dropped_frames_total', { reason }),
      reason === 'overflow' && rateOf(before, after, 'waycast_dropped_frames_total', { reason }) > 0,
    ],
  );
  return [
    ['Fixes accepted', `${rateText(accepted)}/s`],
    ['Fixes refused', `${rateText(Math.max(0, refused))}/s`, refused > accepted],
    ['Events broadcast', rate('waycast_broadcasts_total')],
    ['Frames delivered', rate('waycast_delivered_frames_total')],
    ...dropped,
  ];
}

const DROPPED: Readonly<Record<string, string>> = {
  conflated: 'replaced by newer',
  overflow: 'lost to slow readers',
  closed: 'left at closing',
};

/** Above these somebody should look. */
const SLOW_LOOP_S = 0.1;
const LONG_QUEUE = 10_000;

function delays({ before, after }: Pair): Row[] {
  const loop = after.total('waycast_nodejs_eventloop_lag_p99_seconds');
  const queue = after.total('waycast_history_queue_fixes');
  const delivery = (quantile: number): string =>
    delayText(quantileOf(before, after, 'waycast_publish_to_deliver_seconds', quantile));
  return [
    ['Publish to delivery, median', delivery(0.5)],
    ['Publish to delivery, 99 of 100', delivery(0.99)],
    ['Event loop, 99 of 100', delayText(loop), loop > SLOW_LOOP_S],
    ['Fixes waiting for the database', queue.toLocaleString('en'), queue > LONG_QUEUE],
    ['Frames waiting for readers', after.total('waycast_outbox_frames').toLocaleString('en')],
    ['Memory', `${Math.round(after.total('waycast_process_resident_memory_bytes') / 1e6)} MB`],
  ];
}

function hasRedis(reading: Reading): boolean {
  return reading.byLabel('waycast_redis_messages_total', 'direction').size > 0;
}

function redis({ before, after }: Pair): Row[] {
  const rate = (direction: string): string =>
    `${rateText(rateOf(before, after, 'waycast_redis_messages_total', { direction }))}/s`;
  const errors = rateOf(before, after, 'waycast_redis_errors_total');
  return [
    ['State', redisText(after), after.total('waycast_redis_state') < 2],
    ['Channels subscribed', after.total('waycast_redis_channels').toLocaleString('en')],
    ['Messages in', rate('in')],
    ['Messages out', rate('out')],
    ['Errors', `${rateText(errors)}/s`, errors > 0],
    ['Malformed messages', after.total('waycast_redis_malformed_messages_total').toLocaleString('en')],
    ['Resynchronised', `${after.total('waycast_redis_resyncs_total').toLocaleString('en')} times`],
    ['Without delivery, in all', delayText(after.total('waycast_redis_seconds_without_delivery_total'))],
  ];
}
