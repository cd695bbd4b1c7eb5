import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStage, type Stage } from './stage.ts';
import { openWire, type Wire } from './wires.ts';

const Step = z.union([
  z.strictObject({ client: z.unknown() }),
  z.strictObject({ server: z.unknown() }),
  z.strictObject({ fix: z.object({}).loose() }),
  z.strictObject({ announce: z.enum(['drivers', 'users']), message: z.object({ type: z.string() }).loose() }),
  z.strictObject({ drain: z.literal(true) }),
  z.strictObject({ closes: z.number() }),
]);
const Recording = z.strictObject({
  protocol: z.literal(1),
  transport: z.enum(['websocket', 'socketio', 'sse']),
  topics: z.string().optional(),
  steps: z.array(Step),
});

const TENANT = 'recorded';
const folder = new URL('./recorded/', import.meta.url);
const recordings = readdirSync(folder).map(
  (file) => [file, Recording.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))] as const,
);

// These conversations were held with version 1 of the protocol. Later servers must go on holding them: they may add
// fields, and nothing else. A recording is never edited; a new protocol gets new ones beside them.
describe('recorded conversations', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ authTimeoutMs: 20_000 });
  });
  afterEach(() => stage?.close());

  it.each(recordings)('%s is still answered as it was', async (_file, { transport, topics = '', steps }) => {
    const token = await stage.token({ tenant: TENANT, subject: 'dispatcher-1', roles: ['dispatcher'] });
    const wire = await openWire(transport, { port: stage.port, token, topics });
    for (const [index, step] of steps.entries()) await play(stage, wire, step, token, `step ${index + 1}`);
    wire.close();
  });
});

it('has recordings of every transport', () => {
  expect(new Set(recordings.map(([, { transport }]) => transport))).toEqual(
    new Set(['websocket', 'socketio', 'sse']),
  );
});

async function play(
  stage: Stage,
  wire: Wire,
  step: z.infer<typeof Step>,
  token: string,
  label: string,
): Promise<void> {
  if ('client' in step) wire.send(withToken(step.client, token));
  else if ('server' in step) expect(await wire.next(), label).toEqual(pattern(step.server));
  else if ('fix' in step) await stage.report(TENANT, step.fix);
  else if ('announce' in step)
    await stage.live.append({ tenant: TENANT, family: step.announce, id: '' }, 'message', step.message);
  else if ('drain' in step) await stage.core.sessions.drain({ firstMs: 0, lastMs: 0, deadlineMs: 0 });
  else expect(await wire.closed, label).toBe(step.closes);
}

function withToken(message: unknown, token: string): unknown {
  return JSON.parse(JSON.stringify(message).replaceAll('"<token>"', JSON.stringify(token)));
}

/** Matches what was recorded: objects may have further fields, placeholders stand for what differs each time. */
function pattern(recorded: unknown): unknown {
  if (recorded === '<string>') return expect.any(String);
  if (recorded === '<time>') return expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  if (recorded === '<epoch>-1') return expect.stringMatching(/^.+-1$/);
  if (Array.isArray(recorded)) return recorded.map(pattern);
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(recorded).map(([key, value]) => [key, pattern(value)])),
  );
}
