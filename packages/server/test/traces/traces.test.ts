import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { startRedis } from '../../../../test/fixtures/redis.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { openTracing } from '../../src/adapters/opentelemetry/open-tracing.ts';
import { createWaycast } from '../../src/app.ts';
import type { WaycastOptions } from '../../src/config.ts';
import { connectSocketIo } from '../gateway/clients/socketio-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
const database = freshDatabase();
const exporter = new InMemorySpanExporter();

beforeAll(async () => {
  expect(await openTracing('1')).toBeUndefined();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});
beforeEach(() => exporter.reset());

async function serve(more: WaycastOptions = {}) {
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: await database,
    jwtSecret,
    logLevel: 'silent',
    gpsMinInterval: 0,
    drainTimeout: 0,
    ...more,
  });
  onTestFinished(() => waycast.close());
  const token = await signToken(jwtSecret, { subject: 'olga', roles: ['dispatcher'], ttlS: 600 });
  const url = waycast.url ?? '';
  const client = await connectSocketIo({ url, namespace: '/', transport: 'websocket' }, token);
  onTestFinished(() => client.close());
  return { waycast, url, token, client };
}

function spanNamed(name: string): ReadableSpan {
  const found = exporter.getFinishedSpans().find((span) => span.name === name);
  if (found === undefined)
    throw new Error(`no span ${name} in ${exporter.getFinishedSpans().map((s) => s.name)}`);
  return found;
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';

test('a report by HTTP goes on with the trace it names, down to the database, and its delivery links to it', async () => {
  const { url, token, client } = await serve();
  const vehicleId = 'traced-1';
  await client.ask('track:vehicle', { vehicleId });
  const response = await fetch(`${url}/api/tracking/location`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ vehicleId, latitude: 52.6, longitude: -8.6 }),
  });
  expect(response.status).toBe(202);
  const update = await client.until(({ event }) => event === 'location:update');
  expect(Object.keys(update.data)).not.toContain('_trace');
  const [ingest, set, record] = ['waycast.ingest', 'waycast.live.set', 'waycast.history.record'].map(
    spanNamed,
  );
  expect([ingest, set, record].map((span) => span?.spanContext().traceId)).toEqual([TRACE, TRACE, TRACE]);
  expect(ingest?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  for (const span of [set, record])
    expect(span?.parentSpanContext?.spanId).toBe(ingest?.spanContext().spanId);
  const deliver = spanNamed('waycast.deliver');
  const sets = exporter.getFinishedSpans().filter(({ name }) => name === 'waycast.live.set');
  expect(sets.map((span) => span.spanContext().spanId)).toContain(deliver.links[0]?.context.spanId);
  expect(deliver.links[0]?.context.traceId).toBe(TRACE);
  expect(deliver.attributes).toMatchObject({
    'waycast.family': 'vehicle',
    'waycast.event': 'location:update',
  });
});

test('a command is a span, failed with its code when it is refused', async () => {
  const { client } = await serve();
  await client.ask('location:update', { vehicleId: 'traced-2', latitude: 1, longitude: 2 });
  await client.ask('location:update', { vehicleId: 'traced-2', latitude: 91, longitude: 2 });
  const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'waycast.command location:update');
  expect(spans.map(({ status }) => status.message)).toEqual([undefined, 'invalid']);
  expect(spanNamed('waycast.live.set').parentSpanContext?.spanId).toBe(spans[0]?.spanContext().spanId);
});

test('a delivery on another server links to what was published on this one', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const here = await serve({ redisUrl: redis.url });
  const there = await serve({ redisUrl: redis.url });
  await there.client.ask('track:vehicle', { vehicleId: 'traced-4' });
  exporter.reset();
  await here.client.ask('location:update', { vehicleId: 'traced-4', latitude: 1, longitude: 2 });
  const update = await there.client.until(({ event }) => event === 'location:update');
  expect(update.data).toMatchObject({ vehicleId: 'traced-4', latitude: 1 });
  expect(Object.keys(update.data)).not.toContain('_trace');
  const [link] = spanNamed('waycast.deliver').links;
  const sets = exporter.getFinishedSpans().filter(({ name }) => name === 'waycast.live.set');
  expect(sets.map((span) => span.spanContext().spanId)).toContain(link?.context.spanId);
});

test('what is read back says nothing of the trace that wrote it', async () => {
  const { waycast, url, token, client } = await serve();
  await client.ask('location:update', { vehicleId: 'traced-3', latitude: 1, longitude: 2 });
  const last = await fetch(`${url}/api/tracking/vehicles/traced-3/location`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(Object.keys((await last.json()) as object)).not.toContain('_trace');
  await waycast.broadcastToAllUsers({ type: 'notice' });
  const notice = await client.until(({ event }) => event === 'message');
  expect(notice.data).toMatchObject({ type: 'notice' });
  expect(Object.keys(notice.data)).not.toContain('_trace');
});
