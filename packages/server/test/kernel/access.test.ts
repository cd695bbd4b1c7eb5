import type { Role, Subject } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../src/kernel/access.ts';
import { POLICIES } from '../../src/kernel/policies.ts';
import { createKernelRig, type KernelRig } from './kernel-rig.ts';
import { READ_VEHICLE, VEHICLES } from './policy-rows.ts';

function subjectOf(role: Role): Subject {
  return {
    id: `a-${role}`,
    tenant: 'acme',
    roles: new Set([role]),
    vehicles: new Set(['own']),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

/** Conversations and companies that one may not see are as if they were not. */
const CONVERSATION_DENIALS = {
  'follow:conversation': 'not_found',
  'use:conversation': 'not_found',
  'read:company': 'not_found',
  'list:companies': 'forbidden',
  'manage:companies': 'forbidden',
  'open:conversation': 'forbidden',
  'list:conversations': 'forbidden',
  'manage:participants': 'forbidden',
};

/** Orders and drivers that one may not see are as if they were not. */
const TAXI_DENIALS = {
  'follow:order': 'not_found',
  'follow:offers': 'not_found',
  'read:order': 'not_found',
  'cancel:order': 'not_found',
  'view:order': 'forbidden',
  'accept:order': 'forbidden',
  'create:order': 'forbidden',
  'list:orders': 'forbidden',
  'share:order': 'not_found',
  'drive:order': 'forbidden',
  'manage:orders': 'forbidden',
  'use:shift': 'forbidden',
  'dispatch:taxi': 'forbidden',
  'read:nearby': 'forbidden',
  'read:taxi': 'forbidden',
  'manage:taxi': 'forbidden',
};

let rig: KernelRig;
beforeAll(async () => {
  rig = createKernelRig();
  await rig.grants.put('acme', { subject: 'a-viewer', vehicleId: 'granted' });
});
afterAll(() => rig?.close());

describe('authorize', () => {
  const asked: unknown[] = [];
  const access = (answer: () => boolean | undefined | Promise<boolean | undefined>) =>
    createAccess(rig.grants, rig.clock.now, (subject, action, resource) => {
      asked.push([subject.tenant, action, resource]);
      return answer();
    });

  it.each<[string, () => boolean | undefined | Promise<boolean | undefined>, readonly string[]]>([
    ['true', () => true, ['ok', 'ok', 'ok', 'ok']],
    ['a promise of true', async () => true, ['ok', 'ok', 'ok', 'ok']],
    ['false', () => false, ['not_found', 'not_found', 'not_found', 'not_found']],
    ['undefined', () => undefined, READ_VEHICLE.viewer],
    ['a promise of undefined', async () => undefined, READ_VEHICLE.viewer],
    [
      'an error',
      () => {
        throw new Error('database away');
      },
      ['unavailable', 'unavailable', 'unavailable', 'unavailable'],
    ],
    [
      'a rejection',
      async () => {
        throw new Error('database away');
      },
      ['unavailable', 'unavailable', 'unavailable', 'unavailable'],
    ],
  ])('that answers %s', async (_name, answer, row) => {
    const verdicts = await Promise.all(
      VEHICLES.map(async (vehicle) => {
        const denied: unknown = await access(answer)
          .require(subjectOf('viewer'), 'follow:vehicle', vehicle)
          .catch((error) => error);
        return denied === undefined ? 'ok' : (denied as { code: string }).code;
      }),
    );
    expect(verdicts).toEqual(row);
  });

  it('is asked of the subject, the action and the thing, and always before the built-in rule', async () => {
    asked.length = 0;
    const rules = access(() => undefined);
    expect(rules.mayAtOnce(subjectOf('admin'), 'report:vehicle', 'own')).toBeUndefined();
    await rules.may(subjectOf('admin'), 'report:vehicle', 'own');
    await rules.may(subjectOf('admin'), 'follow:fleet', '');
    await rules.may(subjectOf('admin'), 'follow:users', '');
    expect(asked).toEqual([
      ['acme', 'report:vehicle', { type: 'vehicle', id: 'own' }],
      ['acme', 'follow:fleet', { type: 'tenant', id: '' }],
      ['acme', 'follow:users', { type: 'topic', id: '' }],
    ]);
  });

  it('that denies everything denies with the code of the action', async () => {
    const denials = await Promise.all(
      (Object.keys(POLICIES) as (keyof typeof POLICIES)[]).map(async (action) => {
        const error: unknown = await access(() => false)
          .require(subjectOf('admin'), action, 'own')
          .catch((denial) => denial);
        return [action, (error as { code: string }).code];
      }),
    );
    expect(Object.fromEntries(denials)).toEqual({
      'report:vehicle': 'forbidden',
      'report:roads': 'forbidden',
      'read:roads': 'forbidden',
      'manage:roads': 'forbidden',
      'read:vehicle': 'not_found',
      'manage:students': 'forbidden',
      'report:boardings': 'forbidden',
      'read:own-children': 'forbidden',
      'read:follow-log': 'forbidden',
      'follow:vehicle': 'not_found',
      'manage:school': 'forbidden',
      'read:school-plan': 'forbidden',
      'follow:trip': 'not_found',
      'run:trip': 'not_found',
      'list:trips': 'forbidden',
      'manage:trips': 'forbidden',
      'follow:fleet': 'forbidden',
      'follow:drivers': 'forbidden',
      'follow:region': 'not_found',
      'follow:company': 'not_found',
      'follow:users': 'forbidden',
      'manage:grants': 'forbidden',
      'share:vehicle': 'forbidden',
      'share:trip': 'not_found',
      'use:shares': 'forbidden',
      'read:tenant': 'forbidden',
      'manage:tenant': 'forbidden',
      'manage:registry': 'forbidden',
      'read:registered-vehicle': 'not_found',
      'manage:alerts': 'forbidden',
      'receive:notifications': 'forbidden',
      'manage:geofences': 'forbidden',
      'list:devices': 'forbidden',
      'manage:devices': 'forbidden',
      'use:own-session': 'forbidden',
      ...TAXI_DENIALS,
      ...CONVERSATION_DENIALS,
    });
  });
});

describe('several roles', () => {
  it('allow what any of them allows', async () => {
    const both: Subject = { ...subjectOf('viewer'), roles: new Set(['viewer', 'driver', 'admin']) };
    for (const action of Object.keys(POLICIES) as (keyof typeof POLICIES)[]) {
      expect(await rig.core.access.may(both, action, 'other')).toBe(true);
    }
    const driving: Subject = { ...both, roles: new Set(['customer', 'driver']) };
    expect([
      await rig.core.access.may(driving, 'report:vehicle', 'own'),
      await rig.core.access.may(driving, 'report:vehicle', 'other'),
    ]).toEqual([true, false]);
  });

  it('of nobody allow nothing', async () => {
    const nobody: Subject = { ...subjectOf('viewer'), roles: new Set() };
    for (const action of Object.keys(POLICIES) as (keyof typeof POLICIES)[])
      expect(await rig.core.access.may(nobody, action, 'own')).toBe(false);
  });

  it('end with the grant: an expired one allows nothing', async () => {
    const { clock } = rig;
    await rig.grants.put('acme', {
      subject: 'a-viewer',
      vehicleId: 'lent',
      expiresAt: new Date(clock.now() + 1000).toISOString(),
    });
    expect(await rig.core.access.may(subjectOf('viewer'), 'follow:vehicle', 'lent')).toBe(true);
    clock.advance(1000);
    expect(await rig.core.access.may(subjectOf('viewer'), 'follow:vehicle', 'lent')).toBe(false);
  });
});
