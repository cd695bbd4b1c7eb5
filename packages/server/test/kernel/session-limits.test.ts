import { afterEach, describe, expect, it } from 'vitest';
import { createKernelRig, type KernelRig, LIMITS, type RigOptions } from './kernel-rig.ts';

const rigs: KernelRig[] = [];

function open(options: RigOptions = {}): KernelRig {
  const rig = createKernelRig(options);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('limits', () => {
  it('[P44] refuses more connections of a subject than allowed, and frees them', async () => {
    const rig = open({ settings: { limits: { ...LIMITS, connectionsPerSubject: 2 } } });
    const [first] = [await rig.client(), await rig.client()];
    const third = rig.connect();
    const reply = await third.send('authenticate', { token: await rig.token({}) });
    expect(reply).toMatchObject({ ok: false, error: { code: 'rate_limited', retryAfterMs: 10_000 } });
    expect(await rig.connect().verdict('authenticate', { token: await rig.token({ subject: 'bob' }) })).toBe(
      'ok',
    );
    expect(await rig.connect().verdict('authenticate', { token: await rig.token({ tenant: 'other' }) })).toBe(
      'ok',
    );
    if (first !== undefined) rig.core.sessions.gone(first.session);
    expect(await third.verdict('authenticate', { token: await rig.token({}) })).toBe('ok');
  });

  it('[P43] limits the commands of a session, and says how long to wait', async () => {
    const rig = open({
      settings: { limits: { ...LIMITS, commandsPerSession: { perSecond: 10, burst: 3 } } },
    });
    const client = await rig.client();
    expect([await client.verdict('heartbeat'), await client.verdict('heartbeat')]).toEqual(['ok', 'ok']);
    expect(await client.send('heartbeat')).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', retryAfterMs: 100 },
    });
    rig.clock.advance(100);
    expect(await client.verdict('heartbeat')).toBe('ok');
    expect(client.socket.closed).toBeUndefined();
  });

  it('[P43] limits the commands of a subject over all its sessions, and nobody else', async () => {
    const rig = open({
      settings: { limits: { ...LIMITS, commandsPerSubject: { perSecond: 10, burst: 3 } } },
    });
    const [one, two, other] = [await rig.client(), await rig.client(), await rig.client({ subject: 'bob' })];
    const verdicts = [];
    for (const client of [one, two, one, two]) verdicts.push(await client.verdict('heartbeat'));
    expect(verdicts).toEqual(['ok', 'ok', 'ok', 'rate_limited']);
    expect(await other.verdict('heartbeat')).toBe('ok');
  });

  it('[P43] fills a subject no faster for leaving and coming back', async () => {
    const rig = open({
      settings: { limits: { ...LIMITS, commandsPerSubject: { perSecond: 10, burst: 3 } } },
    });
    const first = await rig.client();
    for (let command = 0; command < 3; command++) await first.ask('heartbeat');
    rig.core.sessions.gone(first.session);
    const again = await rig.client();
    expect(await again.verdict('heartbeat')).toBe('rate_limited');
    rig.core.sessions.gone(again.session);
    rig.clock.advance(200);
    // Somebody else comes, and what is full may be forgotten: this one is not yet.
    await rig.client({ subject: 'bob' });
    const third = await rig.client();
    const verdicts = [];
    for (let command = 0; command < 3; command++) verdicts.push(await third.verdict('heartbeat'));
    expect(verdicts).toEqual(['ok', 'ok', 'rate_limited']);
  });

  it('takes any number of topics up to the limit, and a topic that is followed already beyond it', async () => {
    const rig = open();
    const client = await rig.client();
    for (let index = 1; index < 5000; index++) await client.ask('subscribe', { topic: `vehicle:v${index}` });
    expect(client.session.followCount).toBe(5000);
    expect(await client.send('subscribe', { topic: 'vehicle:v5000' })).toMatchObject({
      ok: false,
      error: { code: 'too_large' },
    });
    expect(await client.verdict('subscribe', { topic: 'users', since: { epoch: 'e', offset: 0 } })).toBe(
      'ok',
    );
  });
});
