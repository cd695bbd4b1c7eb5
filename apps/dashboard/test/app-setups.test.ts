import { expect, test } from 'vitest';
import { addressWarning, appSetups } from '../src/devices/app-setups.ts';

const DEVICE = { server: 'https://track.example.com', deviceId: 'phone~7', key: 'k-3_y', relay: false };

function setupOf(app: string) {
  const setup = appSetups(DEVICE).find((each) => each.app === app);
  if (setup === undefined) throw new Error(`${app} is not among them`);
  return setup;
}

test('Traccar Client is given a server address that carries the key', () => {
  const { link, typed } = setupOf('Traccar Client');
  const { protocol, host, searchParams } = new URL(link ?? '');
  expect([protocol, host]).toEqual(['org.traccar.client:', 'config']);
  expect(Object.fromEntries(searchParams)).toEqual({
    id: 'phone~7',
    url: 'https://track.example.com/api/devices/osmand?key=k-3_y',
  });
  expect(Object.fromEntries(typed)).toEqual({
    'Device identifier': 'phone~7',
    'Server URL': 'https://track.example.com/api/devices/osmand?key=k-3_y',
  });
});

test('OwnTracks is given a configuration for its HTTP mode', () => {
  const { link = '' } = setupOf('OwnTracks');
  expect(link.startsWith('owntracks:///config?inline=')).toBe(true);
  expect(link).not.toMatch(/[+ ]/);
  const inline = new URL(link).searchParams.get('inline') ?? '';
  expect(JSON.parse(Buffer.from(inline, 'base64').toString())).toMatchObject({
    ...{ _type: 'configuration', mode: 3, url: 'https://track.example.com/api/devices/owntracks' },
    ...{ auth: true, username: 'phone~7', password: 'k-3_y', deviceId: 'phone~7', tid: '~7' },
  });
});

test('Overland is given its endpoint and access token', () => {
  const { link = '' } = setupOf('Overland');
  expect(
    link.startsWith('overland://setup?url=https%3A%2F%2Ftrack.example.com%2Fapi%2Fdevices%2Foverland&'),
  ).toBe(true);
  expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({
    ...{ token: 'k-3_y', device_id: 'phone~7', unique_id: 'no' },
  });
});

test('GPSLogger is typed', () => {
  const { link, typed } = setupOf('GPSLogger');
  expect(link).toBeUndefined();
  expect(Object.fromEntries(typed)).toMatchObject({
    URL: 'https://track.example.com/api/devices/gpslogger?id=phone~7',
    'HTTP body': '%ALL',
    'Basic authentication: password': 'k-3_y',
  });
});

test('a relay is a Traccar server', () => {
  const [only, ...others] = appSetups({ ...DEVICE, relay: true });
  expect(others).toEqual([]);
  expect(Object.fromEntries(only?.typed ?? [])).toMatchObject({
    'forward.url': 'https://track.example.com/api/devices/traccar',
    'forward.header': 'Authorization: Bearer k-3_y',
  });
});

test('an address that phones cannot use is said to be one', () => {
  for (const server of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:3000'])
    expect(addressWarning(server)).toContain('cannot reach');
  expect(addressWarning('http://10.0.0.5:3000')).toContain('not encrypted');
  expect(addressWarning('https://track.example.com')).toBeUndefined();
});
