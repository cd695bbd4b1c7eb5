import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WaycastError } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKey, createClientAddress } from '../../src/gateway/client-address.ts';
import { createEntrance, type EntranceOptions, originRule } from '../../src/gateway/entrance.ts';

let now = 1_000_000;
const clock = { now: () => now, after: () => () => undefined };
const OPEN: EntranceOptions = {
  trustProxy: [],
  allowedOrigins: [],
  publicUrl: undefined,
  connectionsPerAddress: 0,
  handshakesPerAddress: 0,
  clock,
};

describe('client address', () => {
  const server = createServer();
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());

  /** The request that a server on the loopback address receives with this X-Forwarded-For. */
  async function received(forwardedFor: string): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const outgoing = ask({
      port,
      host: '127.0.0.1',
      agent: false,
      headers: { 'x-forwarded-for': forwardedFor },
    }).on('error', () => undefined);
    outgoing.end();
    const [incoming, response] = await once(server, 'request');
    response.end();
    return incoming;
  }

  it.each([
    ['nobody is trusted', [], '203.0.113.9', '127.0.0.1'],
    ['the proxy is trusted', ['loopback'], '203.0.113.9', '203.0.113.9'],
    [
      'what the client claimed stands before what the proxy saw',
      ['loopback'],
      '1.2.3.4, 203.0.113.9',
      '203.0.113.9',
    ],
    ['two proxies are trusted', ['127.0.0.1', '10.0.0.0/8'], '1.2.3.4, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['the header is no address', ['loopback'], 'unknown', '127.0.0.1'],
    ['the proxy adds a port', ['loopback'], '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 stands in brackets', ['loopback'], '[2001:db8::1]:4711', '2001:db8::1'],
    ['IPv6 wraps IPv4', ['loopback'], '::ffff:203.0.113.9', '203.0.113.9'],
    ['another network is trusted', ['192.168.0.0/16'], '203.0.113.9', '127.0.0.1'],
  ])('when %s', async (_case, trustProxy, forwardedFor, expected) => {
    expect(createClientAddress(trustProxy)(await received(forwardedFor))).toBe(expected);
  });

  it('takes the /64 network of IPv6 for one client', () => {
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:0db8:1:2::9')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    expect(addressKey('203.0.113.9')).toBe('203.0.113.9');
  });
});

describe('limits per address', () => {
  it('[P44] counts open connections, and forgets those that have left', () => {
    const entrance = createEntrance({ ...OPEN, connectionsPerAddress: 2 });
    entrance.enter('203.0.113.9');
    entrance.enter('203.0.113.9');
    expect(() => entrance.admit('203.0.113.9')).toThrow(WaycastError);
    entrance.admit('203.0.113.10');
    entrance.leave('203.0.113.9');
    entrance.admit('203.0.113.9');
    entrance.leave('203.0.113.9');
    entrance.leave('203.0.113.9');
    entrance.enter('203.0.113.9');
    entrance.admit('203.0.113.9');
  });

  it('[P44] counts handshakes a minute, and says how long to wait', () => {
    const entrance = createEntrance({ ...OPEN, handshakesPerAddress: 60 });
    for (let n = 0; n < 60; n++) entrance.admit('203.0.113.9');
    expect(() => entrance.admit('203.0.113.9')).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1000 }),
    );
    now += 1000;
    entrance.admit('203.0.113.9');
  });
});

describe('origin rule', () => {
  it.each([
    ['https://app.example.com', 'app.example.com', [], undefined, true],
    ['http://localhost:3000', 'localhost:3000', [], undefined, true],
    ['https://evil.example.com', 'app.example.com', [], undefined, false],
    ['https://evil.example.com', 'app.example.com', ['*'], undefined, true],
    ['https://web.example.com', 'app.example.com', ['https://web.example.com'], undefined, true],
    ['https://app.example.com', 'internal:3000', [], 'https://app.example.com/map', true],
    ['null', 'app.example.com', [], undefined, false],
    ['garbage', 'garbage', [], undefined, false],
    ['https://app.example.com.evil.com', 'app.example.com', [], undefined, false],
  ])('%s on %s with %j and PUBLIC_URL %s: %s', (origin, host, allowed, publicUrl, expected) => {
    expect(originRule(allowed, publicUrl)(origin, host)).toBe(expected);
  });
});
