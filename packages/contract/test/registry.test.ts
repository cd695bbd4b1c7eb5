import { describe, expect, it } from 'vitest';
import {
  COMMAND_NAMES,
  COMMANDS,
  commandDefinition,
  ERROR_CODES,
  ERRORS,
  EVENT_NAMES,
  EVENTS,
  errorEntry,
  errorOfCloseCode,
  isCommandName,
  KEYS,
  ROUTE_NAMES,
  routeDefinition,
  TOPIC_FAMILIES,
  topicDefinition,
  WaycastError,
  WireErrorSchema,
} from '../src/index.ts';

const SENTENCE = /^['A-Z0-9].{9,}[.]$/s;

describe('errors', () => {
  it('have the codes that the wire contract promises, with their HTTP status', () => {
    const statuses = Object.fromEntries(ERROR_CODES.map((code) => [code, errorEntry(code).status]));
    expect(statuses).toMatchObject({
      invalid: 400,
      unauthenticated: 401,
      forbidden: 403,
      not_found: 404,
      conflict: 409,
      too_large: 413,
      rate_limited: 429,
      unavailable: 503,
    });
  });

  it.each(ERROR_CODES)('%s has a status, a title and a description', (code) => {
    const { status, title, description } = errorEntry(code);
    expect(status >= 400 && status < 600).toBe(true);
    expect(title.length).toBeGreaterThan(5);
    expect(description).toMatch(SENTENCE);
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it('[P50] have close codes of their own between 4400 and 4599, and are found by them', () => {
    const coded = ERROR_CODES.flatMap((code) => {
      const { closeCode } = errorEntry(code);
      return closeCode === undefined ? [] : [[closeCode, code] as const];
    });
    expect(new Set(coded.map(([closeCode]) => closeCode)).size).toBe(coded.length);
    for (const [closeCode, code] of coded) {
      expect(closeCode >= 4400 && closeCode < 4600).toBe(true);
      expect(errorOfCloseCode(closeCode)).toBe(code);
    }
    expect([errorOfCloseCode(1006), errorOfCloseCode(4499)]).toEqual([undefined, undefined]);
  });

  it('may be retried exactly where waiting can help', () => {
    const retried = ERROR_CODES.filter((code) => ERRORS[code].retry);
    expect(retried.sort()).toEqual([
      'internal',
      'rate_limited',
      'server_moving',
      'slow_consumer',
      'timeout',
      'unavailable',
    ]);
  });

  it('travel with what they know, and nothing of their cause', () => {
    const error = new WaycastError('rate_limited', 'too many', {
      retryAfterMs: 5,
      cause: new Error('secret'),
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.toWire()).toEqual({ code: 'rate_limited', message: 'too many', retryAfterMs: 5 });
    expect(WireErrorSchema.parse(error.toWire('r-1'))).toEqual({
      code: 'rate_limited',
      message: 'too many',
      retryAfterMs: 5,
      requestId: 'r-1',
    });
    expect(JSON.stringify(error.toWire())).not.toContain('secret');
  });
});

describe('commands', () => {
  it.each(COMMAND_NAMES)(
    '%s says what it does, and names its positional arguments as its input does',
    (name) => {
      const { summary, positional, input, anonymous } = commandDefinition(name);
      expect(summary).toMatch(SENTENCE);
      for (const argument of positional)
        expect(input.safeParse({}).error?.issues.map(({ path }) => path[0])).toContain(argument);
      expect(anonymous ?? false).toBe(name === 'authenticate');
    },
  );

  it('are those of the wire contract', () => {
    expect(COMMAND_NAMES).toEqual(
      expect.arrayContaining([
        'authenticate',
        'track:vehicle',
        'untrack:vehicle',
        'track:fleet',
        'location:update',
        'heartbeat',
        'region:join',
        'join:company',
        'subscribe',
        'unsubscribe',
      ]),
    );
    expect([isCommandName('subscribe'), isCommandName('toString'), isCommandName('')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[unknown, boolean]>([
    [undefined, true],
    [{}, true],
    [{ tickMs: 20 }, true],
    [{ tickMs: 1000 }, true],
    [{ tickMs: 19 }, false],
    [{ tickMs: 1001 }, false],
    [{ tickMs: 25.5 }, false],
    [{ bbox: [-9, 52, -8, 53] }, true],
    [{ bbox: [179, 52, -179, 53] }, true],
    [{ bbox: [-9, 53, -8, 52] }, false],
    [{ bbox: [-9, 52, -8] }, false],
    [{ bbox: [-181, 52, -8, 53] }, false],
    [{ bbox: [-9, -91, -8, 53] }, false],
    [{ bbox: [-9, 52, -8, Number.NaN] }, false],
    [{ bbox: '1,2,3,4' }, false],
  ])('track:fleet takes %j: %s', (input, accepted) => {
    expect(COMMANDS['track:fleet'].input.safeParse(input).success).toBe(accepted);
  });

  it.each<[unknown, boolean]>([
    [{ topic: 'users' }, true],
    [{ topic: 'users', since: { epoch: 'e', offset: 0 } }, true],
    [{ topic: '' }, false],
    [{}, false],
    [{ topic: 'users', since: { epoch: 'e', offset: -1 } }, false],
    [{ topic: 'users', since: { epoch: 'e', offset: 1.5 } }, false],
    [{ topic: 'users', since: { epoch: '', offset: 1 } }, false],
    [{ topic: 'users', since: 5 }, false],
    [{ topic: 'users', since: { offset: 1 } }, false],
  ])('subscribe takes %j: %s', (input, accepted) => {
    expect(COMMANDS.subscribe.input.safeParse(input).success).toBe(accepted);
  });
});

describe('the rest of the registry', () => {
  it.each(EVENT_NAMES)('event %s says what it is', (name) => {
    expect(EVENTS[name].summary).toMatch(SENTENCE);
  });

  it.each(TOPIC_FAMILIES)('topic %s says what it is, and its events are in the registry', (family) => {
    const { summary, events, anyEvent } = topicDefinition(family);
    expect(summary).toMatch(SENTENCE);
    expect(anyEvent === true || Object.keys(events).length > 0).toBe(true);
    for (const name of Object.keys(events)) expect(EVENT_NAMES).toContain(name);
  });

  it.each(ROUTE_NAMES)('route %s says what it does and answers', (name) => {
    const route = routeDefinition(name);
    expect(route.summary).toMatch(SENTENCE);
    expect(route.path).toMatch(/^\/[a-z/:A-Z.-]+$/);
    expect(route.status >= 200 && route.status < 300).toBe(true);
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    expect(route.params === undefined).toBe(parameters.length === 0);
    if (route.params !== undefined)
      expect(
        route.params
          .safeParse({})
          .error?.issues.map(({ path }) => path[0])
          .sort(),
      ).toEqual(parameters.sort());
  });

  it('has no two routes of one method and path', () => {
    const paths = ROUTE_NAMES.flatMap((name) => {
      const { method, path, aliases = [] } = routeDefinition(name);
      return [path, ...aliases].map((each) => `${method} ${each}`);
    });
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('has the HTTP paths that earlier systems use', () => {
    const paths = ROUTE_NAMES.flatMap((name) => [
      routeDefinition(name).path,
      ...(routeDefinition(name).aliases ?? []),
    ]);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/tracking/location',
        '/api/tracking/batch',
        '/tracking/batch',
        '/api/tracking/vehicles',
        '/health',
        '/health/realtime',
        '/health/live',
        '/health/ready',
        '/api/health/socketio',
        '/ws/stats',
        '/metrics',
        '/api/stream',
        '/api/version',
        '/api/openapi.json',
        '/api/docs',
      ]),
    );
  });

  it.each(Object.entries(KEYS))(
    'key %s says what it holds and how long',
    (_name, { summary, life, type }) => {
      expect(summary).toMatch(SENTENCE);
      expect([life.length > 0, type.length > 0]).toEqual([true, true]);
    },
  );
});
