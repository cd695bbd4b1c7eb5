import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startRedis } from '../fixtures/redis.ts';
import { at, REPOSITORY, shipped, shippedYaml } from './shipped.ts';

const run = promisify(execFile);
const FOLDER = join(REPOSITORY, 'deploy/prometheus');

const OPTIONS = {
  host: '127.0.0.1',
  port: 0,
  jwtSecret: 'a secret of the tests, long enough for HS256',
  logLevel: 'silent',
} as const;

/** Metrics of Prometheus itself. */
const NOT_OURS = new Set(['up', 'ALERTS']);
/** Words of the query language that look like names of metrics. */
const WORDS = new Set([
  'sum',
  'max',
  'min',
  'count',
  'rate',
  'increase',
  'histogram_quantile',
  'by',
  'and',
  'absent',
  'offset',
]);

/** The metrics that a query asks for: every name outside of labels, strings and groupings that is no word. */
function metricsOf(query: string): string[] {
  const bare = query
    .replace(/\{[^}]*\}|"[^"]*"|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without)\s*\([^)]*\)/g, ' ')
    .replace(/\boffset \w+/g, ' ');
  const names = bare.match(/\b[A-Za-z_:][\w:]*\b/g) ?? [];
  return names.filter((name) => !WORDS.has(name) && !NOT_OURS.has(name));
}

describe('promtool', () => {
  test('finds the rules and the configuration right', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waycast-prometheus-'));
    try {
      // A real one would have the token beside it.
      await cp(FOLDER, folder, { recursive: true });
      await writeFile(join(folder, 'metrics-token'), 'token');
      const { stdout } = await run('promtool', ['check', 'config', join(folder, 'prometheus.yml')]);
      expect(stdout).toMatch(/SUCCESS: \d+ rules found/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('sees the alerts fire when they should, and not when they should not', async () => {
    const { stdout } = await run('promtool', ['test', 'rules', join(FOLDER, 'alerts.test.yml')]);
    expect(stdout).toMatch(/SUCCESS/);
  });

  test('would see a rule that does not fire', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waycast-prometheus-'));
    try {
      await cp(FOLDER, folder, { recursive: true });
      const rules = (await shipped('prometheus/alerts.yml')).replace(
        'waycast_redis_state == 0',
        'waycast_redis_state == 7',
      );
      await writeFile(join(folder, 'alerts.yml'), rules);
      await expect(run('promtool', ['test', 'rules', join(folder, 'alerts.test.yml')])).rejects.toThrow(
        /FAILED/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('every metric that is asked for', () => {
  let folder = '';
  let waycast: Waycast;
  let exposed = new Set<string>();
  let text = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waycast-metrics-'));
    waycast = await createWaycast({ ...OPTIONS, dataDir: folder });
    text = await (await fetch(`${waycast.url}/metrics`)).text();
    exposed = new Set(namesIn(text));
  });
  afterAll(async () => {
    await waycast.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As queries name them: a histogram has three names, a counter its own. */
  function namesIn(metrics: string): string[] {
    return [...metrics.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' || type === 'summary'
        ? [`${name}_bucket`, `${name}_sum`, `${name}_count`]
        : [name],
    );
  }

  test('by the dashboard exists', async () => {
    const dashboard: unknown = JSON.parse(await shipped('grafana/waycast.json'));
    const panels = at(dashboard, 'panels') as unknown[];
    const queries = panels.flatMap((panel) =>
      ((at(panel, 'targets') ?? []) as unknown[]).map((one) => String(at(one, 'expr'))),
    );
    expect(queries.length).toBeGreaterThan(25);
    const asked = queries.flatMap(metricsOf);
    expect(asked.length).toBeGreaterThan(25);
    expect(asked.filter((name) => !exposed.has(name))).toEqual([]);
    const variable = String(at(dashboard, 'templating', 'list', 1, 'definition'));
    expect(exposed.has(/\((\w+),/.exec(variable)?.[1] ?? '')).toBe(true);
  });

  test('by an alert exists', async () => {
    const rules = at(await shippedYaml('prometheus/alerts.yml'), 'groups', 0, 'rules') as unknown[];
    const asked = rules.flatMap((rule) => metricsOf(String(at(rule, 'expr'))));
    expect(new Set(asked).size).toBeGreaterThan(9);
    expect(asked.filter((name) => !exposed.has(name))).toEqual([]);
  });

  test('of Redis has a value once a server has Redis', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const data = await mkdtemp(join(tmpdir(), 'waycast-metrics-'));
    const shared = await createWaycast({ ...OPTIONS, dataDir: data, redisUrl: redis.url });
    onTestFinished(async () => {
      await shared.close();
      await rm(data, { recursive: true, force: true });
    });
    const metrics = await (await fetch(`${shared.url}/metrics`)).text();
    for (const [, name = ''] of metrics.matchAll(/^# TYPE (waycast_redis_\S+) /gm))
      expect(metrics).toMatch(new RegExp(`^${name}(\\{.*\\})? \\d`, 'm'));
    expect(metrics).toMatch(/^waycast_redis_state 2$/m);
    const json = await fetch(`${shared.url}/metrics`, { headers: { accept: 'application/json' } });
    expect(await json.json()).toEqual({
      redis_pubsub: {
        channels: expect.any(Number),
        subscriptions: expect.any(Number),
        published: expect.any(Number),
        received: expect.any(Number),
        errors: 0,
      },
      websocket: { activeConnections: 0, activeRooms: 0 },
    });
  });

  test('and every metric of Waycast’s own is on the dashboard', async () => {
    const dashboard = await shipped('grafana/waycast.json');
    const own = [...text.matchAll(/^# TYPE (waycast_(?!process_|nodejs_)\S+) /gm)].map(
      ([, name = '']) => name,
    );
    expect(own.length).toBeGreaterThan(15);
    expect(own.filter((name) => !dashboard.includes(name))).toEqual([]);
  });

  test('panels have names of their own, and none covers another', async () => {
    const panels = at(JSON.parse(await shipped('grafana/waycast.json')), 'panels') as unknown[];
    const ids = panels.map((panel) => at(panel, 'id'));
    expect(new Set(ids).size).toBe(ids.length);
    const cells = panels.flatMap((panel) => {
      const { h, w, x, y } = at(panel, 'gridPos') as Record<'h' | 'w' | 'x' | 'y', number>;
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});
