import { afterEach, describe, expect, it } from 'vitest';
import { emitToCompany } from '../../src/emit-to-company.ts';
import { createKernelRig, type KernelRig } from './kernel-rig.ts';

const rigs: KernelRig[] = [];

function open(): KernelRig {
  const rig = createKernelRig();
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('a company', () => {
  it('[P65] is told what the application sends, under its own names, in order and once', async () => {
    const rig = open();
    const [agent, other] = [await rig.client({ roles: ['agent'] }), await rig.client({ roles: ['agent'] })];
    await agent.ask('join:company', { companyId: 'c-1' });
    await other.ask('join:company', { companyId: 'c-2' });
    expect(await emitToCompany(rig.live, 'c-1', 'ticket:new', { ticketId: 't-1' }, 'acme')).toBe(1);
    expect(await emitToCompany(rig.live, 'c-1', 'call', {}, 'acme')).toBe(2);
    await emitToCompany(rig.live, 'c-1', 'secret', { of: 'another tenant' });
    expect(await agent.events()).toMatchObject([
      { event: 'ticket:new', ticketId: 't-1', offset: 1 },
      { event: 'call', offset: 2 },
    ]);
    expect(await other.events()).toEqual([]);
  });

  it('[P65] [P25] can be asked for what was missed', async () => {
    const rig = open();
    await emitToCompany(rig.live, 'c-1', 'first', {}, 'acme');
    const { epoch } = (await rig.live.replay({ tenant: 'acme', family: 'company', id: 'c-1' })).position;
    await emitToCompany(rig.live, 'c-1', 'second', {}, 'acme');
    const agent = await rig.client({ roles: ['agent'] });
    await agent.ask('subscribe', { topic: 'company:c-1', since: { epoch, offset: 1 } });
    expect((await agent.events()).map(({ event }) => event)).toEqual(['second']);
  });

  it.each([
    'connect',
    'connect_error',
    'disconnect',
    'disconnecting',
    'newListener',
    'removeListener',
    'ack',
  ])('[P65] has no event by the reserved name %s', async (event) => {
    await expect(emitToCompany(open().live, 'c-1', event, {})).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('reserved'),
    });
  });

  it.each<[string, string, unknown, string]>([
    ['c 1', 'call', {}, 'default'],
    ['', 'call', {}, 'default'],
    ['c-1', '', {}, 'default'],
    ['c-1', 'two lines\nid: 1', {}, 'default'],
    ['c-1', 'x'.repeat(65), {}, 'default'],
    ['c-1', 'call', 'text', 'default'],
    ['c-1', 'call', [1], 'default'],
    ['c-1', 'call', null, 'default'],
    ['c-1', 'call', undefined, 'default'],
    ['c-1', 'call', { big: 1n }, 'default'],
    ['c-1', 'call', {}, 'vehicle'],
    ['c-1', 'call', {}, 'a:b'],
  ])('is not sent %j %j %o of tenant %j', async (companyId, event, data, tenant) => {
    const sent = emitToCompany(open().live, companyId, event, data as object, tenant);
    await expect(sent).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is sent a copy, which the caller can no longer change', async () => {
    const rig = open();
    const agent = await rig.client({ roles: ['agent'] });
    await agent.ask('join:company', { companyId: 'c-1' });
    const data = { at: new Date(0), list: [1] };
    await emitToCompany(rig.live, 'c-1', 'call', data, 'acme');
    data.list.push(2);
    expect(await agent.events()).toMatchObject([{ at: '1970-01-01T00:00:00.000Z', list: [1] }]);
  });
});
