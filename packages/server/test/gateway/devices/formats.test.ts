import { describe, expect, it } from 'vitest';
import { backgroundGeolocation } from '../../../src/gateway/devices/background-geolocation.ts';
import type { DeviceFormat, DeviceRequest } from '../../../src/gateway/devices/device-format.ts';
import { gpslogger } from '../../../src/gateway/devices/gpslogger.ts';
import { osmand } from '../../../src/gateway/devices/osmand.ts';
import { overland } from '../../../src/gateway/devices/overland.ts';
import { owntracks } from '../../../src/gateway/devices/owntracks.ts';
import { traccar } from '../../../src/gateway/devices/traccar.ts';
import { decodeFix } from '../../../src/kernel/decode-fix.ts';
import type { DevicePoint } from '../../../src/kernel/device-point.ts';

const NOW = Date.parse('2026-05-04T07:45:50.000Z');

function request(query: string, json?: unknown, headers: Record<string, string> = {}): DeviceRequest {
  return { fields: new Map(new URLSearchParams(query)), headers, json };
}

function pointsOf(format: DeviceFormat, from: DeviceRequest): DevicePoint[] {
  return format.messagesOf(from).map((message) => format.decode(Object(message), from));
}

/** The one position of a request as the kernel takes it, for the vehicle that the registry would name. */
function fixOf(format: DeviceFormat, from: DeviceRequest) {
  const [point] = pointsOf(format, from);
  if (point?.kind !== 'position') throw new Error('this is no position');
  return decodeFix({ vehicleId: 'bus-7', ...point.fix }, NOW);
}

describe('osmand', () => {
  const sample =
    'id=902064&lat=42.06288&lon=-88.23412&timestamp=2016-01-27T18%3A55%3A47Z&hdop=6.0&altitude=224.0&speed=0.0';

  it('reads a query', () => {
    expect(osmand.deviceIdOf(request(sample))).toBe('902064');
    expect(fixOf(osmand, request(sample))).toMatchObject({
      latitude: 42.06288,
      longitude: -88.23412,
      time: Date.parse('2016-01-27T18:55:47Z'),
      altitude: 224,
      speed: 0,
      accuracy: null,
    });
    expect(pointsOf(osmand, request(sample))).toMatchObject([
      { deviceId: '902064', attributes: { hdop: 6 } },
    ]);
  });

  it('a sample of the emulator, at 0,0 with an accuracy of 0, is refused by the one rule about it', () => {
    const text =
      'id=123456789012345&timestamp=619315200&lat=0.0&lon=0.0&speed=0.0&bearing=0.0&altitude=0.0&accuracy=0.0&batt=0.0';
    expect(() => fixOf(osmand, request(text))).toThrow('position 0,0 without an accuracy');
  });

  it('takes speed for knots', () => {
    expect(fixOf(osmand, request('id=1&lat=52&lon=-8&speed=10')).speed).toBeCloseTo(5.144, 3);
  });

  it.each([
    ['1453920947', '2016-01-27T18:55:47.000Z'],
    ['1453920947123', '2016-01-27T18:55:47.123Z'],
    ['2016-01-27 18:55:47', '2016-01-27T18:55:47.000Z'],
    ['2016-01-27T19:55:47+01:00', '2016-01-27T18:55:47.000Z'],
    ['1453920947.5', '2016-01-27T18:55:47.500Z'],
  ])('reads the time %s', (text, iso) => {
    const query = `id=1&lat=52&lon=-8&timestamp=${encodeURIComponent(text)}`;
    expect(new Date(fixOf(osmand, request(query)).time).toISOString()).toBe(iso);
  });

  it('no time means now, no position a sign of life', () => {
    expect(fixOf(osmand, request('id=1&lat=52&lon=-8')).time).toBe(NOW);
    expect(osmand.deviceIdOf(request('deviceid=1&batt=80'))).toBe('1');
    expect(pointsOf(osmand, request('deviceid=1&batt=80'))).toEqual([{ kind: 'heartbeat' }]);
  });

  it('reads numbers and truth values of a query as such, and nothing else', () => {
    const query =
      'id=1&lat=52&lon=-8&batt=80.5&charge=true&alarm=sos&driver=007&hdop=&big=12345678901234567890';
    expect(pointsOf(osmand, request(query))).toMatchObject([
      { attributes: { batt: 80.5, charge: true, alarm: 'sos', driver: '007', big: '12345678901234567890' } },
    ]);
  });

  it('takes a negative speed and bearing for unknown', () => {
    const fix = fixOf(osmand, request('id=1&lat=52&lon=-8&speed=-1.94&bearing=-1&accuracy=-1'));
    expect(fix).toMatchObject({ accuracy: null });
    expect(fix).not.toHaveProperty('speed');
    expect(fix).not.toHaveProperty('heading');
  });

  it('takes no text for a number that is none', () => {
    for (const text of ['abc', '%20', '0x10', '1,5', 'Infinity', 'NaN', '1e999'])
      expect(() => fixOf(osmand, request(`id=1&lat=${text}&lon=-8`))).toThrow(/latitude/);
  });

  it('reads location=lat,lon and a JSON array of the same fields', () => {
    expect(fixOf(osmand, request('id=1&location=52.5,-8.25'))).toMatchObject({
      latitude: 52.5,
      longitude: -8.25,
    });
    const json = [
      { id: 'phone', lat: 52.1, lon: -8.1, timestamp: 1453920947, speed: 2 },
      { id: 'phone', lat: 52.2, lon: -8.2, timestamp: 1453920957, bearing: 90 },
    ];
    expect(osmand.deviceIdOf(request('', json))).toBe('phone');
    expect(pointsOf(osmand, request('', json))).toMatchObject([
      { fix: { latitude: 52.1, timestamp: 1453920947000 } },
      { fix: { latitude: 52.2, heading: 90 } },
    ]);
  });

  it('takes fields of the query for those that a message does not have, without a copy of the list', () => {
    const json = [
      { lat: 52.1, lon: -8.1 },
      { lat: 52.2, lon: -8.2, driver: 'bob', id: 'other' },
    ];
    const both = request('id=phone&driver=anna&lat=1', json);
    expect(osmand.messagesOf(both)).toBe(json);
    expect(osmand.deviceIdOf(both)).toBe('phone');
    expect(pointsOf(osmand, both)).toMatchObject([
      { deviceId: 'phone', fix: { latitude: 52.1 }, attributes: { driver: 'anna' } },
      { deviceId: 'other', fix: { latitude: 52.2 }, attributes: { driver: 'bob' } },
    ]);
  });
});

describe('background-geolocation', () => {
  const json = {
    location: {
      event: 'motionchange',
      is_moving: false,
      uuid: '0e9a2473-a9a7-4c00-997b-fb97d2154e75',
      timestamp: '2021-07-21T08:06:34.444Z',
      odometer: 0,
      coords: {
        ...{
          latitude: -6.1148096,
          longitude: 106.6837015,
          accuracy: 3.8,
          speed: 18.67,
          speed_accuracy: 0.26,
        },
        ...{ heading: 63, heading_accuracy: 0.28, altitude: 35.7, altitude_accuracy: 3.8 },
      },
      activity: { type: 'still', confidence: 100 },
      battery: { is_charging: false, level: 0.79 },
      extras: {},
    },
    device_id: '8737767034',
  };

  it('reads one location and a list', () => {
    expect(backgroundGeolocation.deviceIdOf(request('', json))).toBe('8737767034');
    const expected = {
      ...{ latitude: -6.1148096, longitude: 106.6837015, accuracy: 3.8, speed: 18.67, heading: 63 },
      ...{ altitude: 35.7, time: Date.parse('2021-07-21T08:06:34.444Z') },
    };
    expect(fixOf(backgroundGeolocation, request('', json))).toMatchObject(expected);
    const list = { ...json, location: [json.location, json.location] };
    expect(pointsOf(backgroundGeolocation, request('', list))).toHaveLength(2);
  });

  it('is read at the address of Traccar Client too, whatever its version sends', () => {
    expect(osmand.deviceIdOf(request('', json))).toBe('8737767034');
    expect(pointsOf(osmand, request('', json))).toEqual(pointsOf(backgroundGeolocation, request('', json)));
  });

  it('names each location, and takes none without a time for one of now', () => {
    expect(pointsOf(backgroundGeolocation, request('', json))).toMatchObject([
      { idempotencyKey: '0e9a2473-a9a7-4c00-997b-fb97d2154e75', attributes: { battery: { level: 0.79 } } },
    ]);
    const timeless = { location: { ...json.location, timestamp: null } };
    expect(() => pointsOf(backgroundGeolocation, request('', timeless))).toThrow('timestamp is missing');
    expect(() => pointsOf(backgroundGeolocation, request('', { location: {} }))).toThrow('coords is missing');
  });

  it('takes −1 for unknown', () => {
    const coords = { latitude: 52, longitude: -8, speed: -1, heading: -1 };
    const one = { location: { timestamp: '2021-07-21T08:06:34.444Z', coords } };
    expect(fixOf(backgroundGeolocation, request('', one))).not.toHaveProperty('speed');
    expect(fixOf(backgroundGeolocation, request('', one))).not.toHaveProperty('heading');
  });
});

describe('owntracks', () => {
  const json = {
    ...{ cog: 271, lon: 2.29513, acc: 5, vel: 61, vac: 21, lat: 48.85833, tst: 1497349316, alt: 167 },
    ...{ _type: 'location', tid: 'JJ', t: 'u', batt: 67 },
  };

  it('reads a location, its velocity in km/h', () => {
    const fix = fixOf(owntracks, request('', json));
    expect(fix).toMatchObject({
      ...{ latitude: 48.85833, longitude: 2.29513, accuracy: 5, heading: 271, altitude: 167 },
      time: 1497349316000,
    });
    expect(fix.speed).toBeCloseTo(16.944, 3);
    expect(pointsOf(owntracks, request('', json))).toMatchObject([
      { attributes: { tid: 'JJ', t: 'u', batt: 67, vac: 21 } },
    ]);
  });

  it('is told who it is by a header or the query', () => {
    expect(owntracks.deviceIdOf(request('', json, { 'x-limit-d': 'phone' }))).toBe('phone');
    expect(owntracks.deviceIdOf(request('u=anna&d=phone', json))).toBe('phone');
  });

  it('other messages and an empty body are no positions', () => {
    expect(pointsOf(owntracks, request('', { _type: 'lwt', tst: 1 }))).toMatchObject([{ kind: 'heartbeat' }]);
    expect(pointsOf(owntracks, request(''))).toEqual([]);
  });
});

describe('overland', () => {
  const json = {
    locations: [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [-122.030581, 37.3318] },
        properties: {
          ...{ timestamp: '2015-10-01T08:00:00-0700', altitude: 0, speed: 4, horizontal_accuracy: 30 },
          ...{ vertical_accuracy: -1, motion: ['driving', 'stationary'], battery_state: 'charging' },
          ...{ battery_level: 0.8, device_id: 'phone' },
        },
      },
    ],
  };

  it('reads features, longitude first', () => {
    expect(overland.deviceIdOf(request('', json))).toBe('phone');
    expect(fixOf(overland, request('', json))).toMatchObject({
      ...{ latitude: 37.3318, longitude: -122.030581, accuracy: 30, speed: 4, altitude: 0 },
      time: Date.parse('2015-10-01T15:00:00Z'),
    });
  });

  it('whose device it is, no feature need say', () => {
    const [feature] = json.locations;
    const properties = { ...feature?.properties, device_id: '' };
    const nameless = { locations: [{ ...feature, properties }] };
    expect(overland.deviceIdOf(request('', nameless))).toBeUndefined();
    expect(pointsOf(overland, request('', nameless))).toMatchObject([{ deviceId: undefined }]);
  });

  it('is answered in the one way that it understands', () => {
    expect(overland.reply?.body).toBe('{"result":"ok"}');
  });
});

describe('gpslogger', () => {
  it('reads its aliases', () => {
    const query =
      'id=phone&lat=52.5&longitude=-8.25&acc=12&alt=80&spd=5&dir=180&time=2026-05-04T07%3A45%3A00.000Z&batt=77';
    expect(fixOf(gpslogger, request(query))).toMatchObject({
      ...{ latitude: 52.5, longitude: -8.25, accuracy: 12, altitude: 80, speed: 5, heading: 180 },
      time: Date.parse('2026-05-04T07:45:00Z'),
    });
  });

  it('takes km/h and seconds where it has nothing else', () => {
    const fix = fixOf(gpslogger, request('lat=52&lon=-8&spd_kph=36&timestamp=1777880700'));
    expect(fix).toMatchObject({ speed: 10, time: 1777880700000 });
  });
});

describe('traccar', () => {
  const json = {
    position: {
      ...{ latitude: 52.5, longitude: -8.25, fixTime: '2018-09-14T10:18:32.000+0000', speed: 10, course: 45 },
      ...{ altitude: 12, accuracy: 7, valid: true, attributes: { ignition: true } },
    },
    device: { uniqueId: '356307042441013', name: 'van' },
  };

  it('reads a forwarded position, its speed in knots', () => {
    expect(traccar.deviceIdOf(request('', json))).toBe('356307042441013');
    const fix = fixOf(traccar, request('', json));
    expect(fix).toMatchObject({ latitude: 52.5, heading: 45, time: Date.parse('2018-09-14T10:18:32Z') });
    expect(fix.speed).toBeCloseTo(5.144, 3);
    expect(pointsOf(traccar, request('', json))).toMatchObject([{ attributes: { ignition: true } }]);
  });

  it('refuses what the device itself calls invalid', () => {
    const invalid = { ...json, position: { ...json.position, valid: false } };
    expect(() => pointsOf(traccar, request('', invalid))).toThrow('not valid');
  });
});
