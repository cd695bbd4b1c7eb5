import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { addressRules } from '../../src/adapters/outbound/address-rules.ts';
import type { ResolveName } from '../../src/adapters/outbound/checked-lookup.ts';
import { createOutbound } from '../../src/adapters/outbound/outbound.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...given);
  closing.push(() => started.close());
  return started;
}

const post = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{}' });
const LOCAL = { allowedNetworks: ['127.0.0.0/8'] };

/** Answers with one list after the other, then the last again. */
function resolving(...answers: readonly string[][]): ResolveName & { asked: number } {
  const resolve = Object.assign(
    (_name: string, done: (error: null, addresses: LookupAddress[]) => void) => {
      const addresses = answers[Math.min(resolve.asked, answers.length - 1)] ?? [];
      resolve.asked += 1;
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
    { asked: 0 },
  );
  return resolve;
}

describe('addresses', () => {
  it.each([
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'fc00::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
    'nonsense',
  ])('%s is refused', (address) => {
    expect(addressRules([])(address)).toEqual(expect.any(String));
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s is let through',
    (address) => {
      expect(addressRules([])(address)).toBeUndefined();
    },
  );

  it.each([
    ['10.0.0.0/8', '10.9.9.9', true],
    ['10.0.0.0/8', '::ffff:10.9.9.9', true],
    ['10.0.0.0/8', '192.168.0.1', false],
    ['192.168.7.7', '192.168.7.7', true],
    ['192.168.7.7', '192.168.7.8', false],
    ['fd00:1::/32', 'fd00:1::5', true],
    ['fd00:1::/32', 'fd00:2::5', false],
  ])('with %s allowed, %s is let through: %s', (network, address, allowed) => {
    expect(addressRules([network])(address) === undefined).toBe(allowed);
  });
});

describe('a post', () => {
  it('arrives with its headers and body', async () => {
    const there = await receiver(() => 202);
    expect(await createOutbound(LOCAL).post(post(`${there.url}/hook`))).toEqual({
      kind: 'answered',
      status: 202,
      retryAfterMs: undefined,
    });
    expect(there.received[0]).toMatchObject({
      path: '/hook',
      headers: { 'content-type': 'application/json', 'content-length': '2' },
    });
    expect(there.received[0]?.body.toString()).toBe('{}');
  });

  it('goes by https whatever the case of the scheme', async () => {
    const there = await receiver(() => 204);
    const url = there.url.replace('http://', 'HTTP://');
    expect(await createOutbound(LOCAL).post(post(url))).toMatchObject({ status: 204 });
    const secure = url.replace('HTTP://', 'HTTPS://');
    expect(await createOutbound(LOCAL).post(post(secure))).toMatchObject({ kind: 'failed' });
  });

  it('to an address of which no request can be made is refused', async () => {
    expect(await createOutbound(LOCAL).post(post('http://%ff@127.0.0.1:1/'))).toEqual({
      kind: 'refused',
      reason: 'no request can be made of the address: URI malformed',
    });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'ftp://example.com/',
    'file:///etc/passwd',
    'not an address',
  ])('to %s is refused', async (url) => {
    const outbound = createOutbound({ allowedNetworks: [] });
    expect(await outbound.post(post(url))).toMatchObject({ kind: 'refused' });
    expect(outbound.refusal(url)).toEqual(expect.any(String));
  });

  it('to a name that leads to a private address is refused, and says what the operator can do', async () => {
    for (const answer of [['10.0.0.7'], ['93.184.216.34', '10.0.0.7'], ['::ffff:192.168.0.1'], []]) {
      const outbound = createOutbound({ allowedNetworks: [], resolve: resolving(answer) });
      expect(await outbound.post(post('http://hooks.example.com/'))).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('WEBHOOK_ALLOW_PRIVATE'),
      });
    }
  });

  it('goes to the very address that was checked, whatever the name leads to a moment later', async () => {
    const trap = await receiver(() => 200);
    const { port } = new URL(trap.url);
    const there = await receiver(() => 204, { host: '127.0.0.2', port: Number(port) });
    const resolve = resolving(['127.0.0.2'], ['127.0.0.1']);
    const outbound = createOutbound({ allowedNetworks: ['127.0.0.2'], resolve });
    const url = `http://rebinding.example.com:${port}/`;
    expect(await outbound.post(post(url))).toMatchObject({ kind: 'answered', status: 204 });
    expect([resolve.asked, there.received.length, trap.received.length]).toEqual([1, 1, 0]);
    expect(there.received[0]?.headers.host).toBe(`rebinding.example.com:${port}`);
    expect(await outbound.post(post(url))).toMatchObject({ kind: 'refused' });
    expect([resolve.asked, there.received.length, trap.received.length]).toEqual([2, 1, 0]);
  });

  it('follows no redirect', async () => {
    const inside = await receiver(() => 200);
    const there = await receiver(() => ({ status: 307, headers: { location: inside.url } }));
    expect(await createOutbound(LOCAL).post(post(there.url))).toMatchObject({
      kind: 'answered',
      status: 307,
    });
    expect(inside.received).toEqual([]);
  });

  it('tells how long the receiver asks to wait', async () => {
    const there = await receiver(() => ({ status: 503, headers: { 'retry-after': '7' } }));
    expect(await createOutbound(LOCAL).post(post(there.url))).toMatchObject({
      status: 503,
      retryAfterMs: 7000,
    });
  });

  it('ends when nobody answers in time, and when nobody listens', async () => {
    const there = await receiver(() => 'hang');
    const outbound = createOutbound({ ...LOCAL, timeoutMs: 100 });
    expect(await outbound.post(post(there.url))).toEqual({
      kind: 'failed',
      reason: 'no answer within 100 ms',
    });
    expect(there.received).toHaveLength(1);
    await there.close();
    closing.pop();
    expect(await outbound.post(post(there.url))).toEqual({
      kind: 'failed',
      reason: 'no answer: ECONNREFUSED',
    });
  });

  it('does not read an answer that goes on for ever', async () => {
    let ended: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const server = createServer((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => {
        clearInterval(more);
        ended?.();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await createOutbound(LOCAL).post(post(`http://127.0.0.1:${port}/`))).toMatchObject({
      status: 200,
    });
    await gone;
  });
});
