import { AlertRule } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { type Circumstances, draftOf } from '../../src/modules/alerts/judge.ts';
import { type Occurrence, occurrencesOf, silenceOf } from '../../src/modules/alerts/occurrence.ts';
import type { FindingKind } from '../../src/ports/findings.ts';
import type { VehicleEvent, VehicleEventAction } from '../../src/ports/vehicle-events.ts';

const NOW = Date.parse('2026-05-04T08:00:00.000Z');

function event(
  kind: FindingKind,
  action: VehicleEventAction,
  data: Record<string, unknown> = {},
  startsAt = NOW - 60_000,
  endsAt: number | null = action === 'closed' ? NOW - 5000 : null,
): VehicleEvent {
  return {
    id: 1,
    tenant: 'default',
    vehicleId: 'bus-7',
    action,
    at: endsAt ?? startsAt,
    late: false,
    finding: { kind, key: 'k', startsAt, endsAt, data },
  };
}

function rule(changes: Record<string, unknown> = {}): AlertRule {
  return AlertRule.parse({
    ruleId: 'r1',
    name: 'Depot',
    on: ['geofence_enter', 'geofence_exit', 'trip_started', 'overspeed', 'offline'],
    channels: { webhooks: 'all', push: true },
    createdAt: '2026-05-01T00:00:00.000Z',
    ...changes,
  });
}

const circumstances: Circumstances = {
  now: NOW,
  timeZone: 'Europe/Dublin',
  groups: new Set(),
  freshnessMs: 900_000,
  offlineAfterMs: 60_000,
};

const arrival = (): Occurrence => {
  const [first] = occurrencesOf(event('fence', 'opened', { fenceId: 'depot', fenceName: 'Depot' }));
  if (first === undefined) throw new Error('an arrival is an occurrence');
  return first;
};

describe('events of the outbox', () => {
  it.each<[FindingKind, VehicleEventAction, string[]]>([
    ['fence', 'opened', ['geofence_enter']],
    ['fence', 'closed', ['geofence_enter', 'geofence_exit']],
    ['dwell', 'opened', ['geofence_dwell']],
    ['dwell', 'closed', ['geofence_dwell']],
    ['overspeed', 'closed', ['overspeed']],
    ['trip', 'opened', ['trip_started']],
    ['trip', 'closed', ['trip_started', 'trip_ended']],
    ['trip', 'changed', []],
    ['trip', 'withdrawn', []],
    ['stop', 'opened', []],
    ['gap', 'closed', []],
  ])('%s %s means %j', (kind, action, kinds) => {
    expect(occurrencesOf(event(kind, action)).map((one) => one.kind)).toEqual(kinds);
  });

  it('tell of a beginning under the same key when they begin and when they end', () => {
    const [opened] = occurrencesOf(event('trip', 'opened'));
    const [again] = occurrencesOf(event('trip', 'closed'));
    expect(again).toMatchObject({ key: opened?.key, at: opened?.at });
  });

  it('do not take a first sighting inside for an arrival, but what follows for a departure', () => {
    const data = { firstSighting: true };
    expect(occurrencesOf(event('fence', 'opened', data))).toEqual([]);
    expect(occurrencesOf(event('fence', 'closed', data)).map(({ kind }) => kind)).toEqual(['geofence_exit']);
  });
});

describe('a rule', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['about this kind', {}, true],
    ['about other kinds', { on: ['trip_ended'] }, false],
    ['that is switched off', { active: false }, false],
    ['about this vehicle', { vehicles: ['bus-7'] }, true],
    ['about another vehicle', { vehicles: ['bus-8'] }, false],
    ['about a group of the vehicle', { groups: ['night'] }, true],
    ['about another group', { groups: ['day'] }, false],
    ['about this fence', { fences: ['depot', 'school'] }, true],
    ['about another fence', { fences: ['school'] }, false],
    ['that was made afterwards', { createdAt: '2026-05-04T07:59:30.000Z' }, false],
  ])('%s', (_name, changes, fits) => {
    const draft = draftOf(rule(changes), arrival(), { ...circumstances, groups: new Set(['night']) });
    expect(draft !== undefined).toBe(fits);
  });

  it('says what happened, and explains it', () => {
    const draft = draftOf(rule(), arrival(), circumstances);
    expect(draft).toMatchObject({ webhooks: 'all', push: true, eventKey: 'geofence_enter:bus-7:k' });
    expect(draft?.alert).toMatchObject({
      summary: 'bus-7 entered Depot at 08:59:00',
      suppressed: null,
      explanation: {
        rule: { ruleId: 'r1', name: 'Depot' },
        evidence: { fenceId: 'depot', finding: 'fence' },
        delay: { fromEventToAlertMs: 60_000, late: false },
        quietHours: null,
      },
    });
  });

  it('keeps quiet by the wall of the tenant, and says so', () => {
    const quietHours = { from: '08:30', to: '09:30' };
    const inDublin = draftOf(rule({ quietHours }), arrival(), circumstances);
    expect(inDublin).toMatchObject({ webhooks: [], push: false, alert: { suppressed: 'quiet_hours' } });
    expect(inDublin?.alert.explanation).toMatchObject({
      quietHours: { from: '08:30', timeZone: 'Europe/Dublin', nowOnTheWall: '2026-05-04 09:00:00' },
    });
    const inUtc = draftOf(rule({ quietHours }), arrival(), { ...circumstances, timeZone: 'UTC' });
    expect(inUtc).toMatchObject({ webhooks: 'all', push: true, alert: { suppressed: null } });
  });

  const kinds: readonly Occurrence['kind'][] = [
    'geofence_enter',
    'geofence_exit',
    'geofence_dwell',
    'overspeed',
    'trip_started',
    'trip_ended',
    'unexpected_child',
    'missing_child',
    'child_left_on_bus',
  ];
  it.each(kinds)('does not notify of %s beyond the freshness, but webhooks are told', (kind) => {
    const old = { ...arrival(), kind, at: NOW - 900_001 };
    const draft = draftOf(rule({ on: [kind] }), old, circumstances);
    expect(draft).toMatchObject({ webhooks: 'all', push: false, alert: { suppressed: 'late' } });
    const silent = rule({ on: [kind], channels: { webhooks: 'all', push: false } });
    expect(draftOf(silent, old, circumstances)?.alert.suppressed).toBeNull();
  });

  it.each(kinds)('notifies of %s within the freshness, also when it was found in late fixes', (kind) => {
    const late = { ...arrival(), kind, late: true, at: NOW - 900_000 };
    const told = { webhooks: 'all', push: true, alert: { suppressed: null, late: true } };
    expect(draftOf(rule({ on: [kind] }), late, circumstances)).toMatchObject(told);
    const patient = { ...circumstances, freshnessMs: 3_600_000 };
    expect(draftOf(rule({ on: [kind] }), { ...late, at: NOW - 3_600_000 }, patient)).toMatchObject(told);
    const strict = { ...circumstances, freshnessMs: 60_000 };
    const suppressed = { push: false, alert: { suppressed: 'late' } };
    expect(draftOf(rule({ on: [kind] }), late, strict)).toMatchObject(suppressed);
  });

  it('counts a silence from when it could be known', () => {
    const silence = silenceOf('default', 'bus-7', NOW - 930_000, { latitude: 1 });
    expect(draftOf(rule(), silence, circumstances)).toMatchObject({
      push: true,
      alert: { kind: 'offline', summary: 'bus-7 is offline: nothing was heard since 08:44:30' },
    });
    const before = rule({ createdAt: new Date(NOW - 869_000).toISOString() });
    expect(draftOf(before, silence, circumstances)).toBeUndefined();
  });

  it('keeps evidence within a message', () => {
    const long = { ...arrival(), evidence: { key: 'k', fixes: 'x'.repeat(9000) } };
    const text = JSON.stringify(draftOf(rule(), long, circumstances)?.alert.explanation);
    expect(text.length).toBeLessThan(2000);
    expect(text).toContain('leftOut');
  });
});
