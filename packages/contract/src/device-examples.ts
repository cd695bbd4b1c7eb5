// What devices send, and what is known of them.

const DEVICE = { deviceId: 'phone-7', vehicleId: 'bus-7', name: 'Phone of the morning shift' };
const DEVICE_KEY = { deviceId: 'phone-7', key: 'pX0Zp3fR6kqJm1c9T2vYwB8nLsD4hG7uEaQoKiWxNzM' };

export const DEVICE_BODIES = {
  createDevice: { ...DEVICE, relay: false },
  osmandReport: [{ id: 'phone-7', lat: 52.6638, lon: -8.6267, timestamp: 1777880750, speed: 16.3, batt: 81 }],
  backgroundGeolocationReport: {
    location: {
      uuid: '0e9a2473-a9a7-4c00-997b-fb97d2154e75',
      timestamp: '2026-05-04T07:45:50.000Z',
      coords: { latitude: 52.6638, longitude: -8.6267, accuracy: 6, speed: 8.4, heading: 214, altitude: 12 },
      battery: { level: 0.81, is_charging: false },
    },
    device_id: 'phone-7',
  },
  owntracksReport: {
    ...{ _type: 'location', lat: 52.6638, lon: -8.6267, tst: 1777880750, acc: 6, vel: 30, cog: 214 },
    ...{ tid: 'P7', batt: 81 },
  },
  overlandReport: {
    locations: [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [-8.6267, 52.6638] },
        properties: {
          timestamp: '2026-05-04T07:45:50Z',
          horizontal_accuracy: 6,
          speed: 8.4,
          device_id: 'phone-7',
        },
      },
    ],
  },
  gpsloggerReport: { id: 'phone-7', lat: 52.6638, longitude: -8.6267, spd: 8.4, timestamp: 1777880750 },
  traccarReport: {
    position: {
      latitude: 52.6638,
      longitude: -8.6267,
      fixTime: '2026-05-04T07:45:50.000+00:00',
      speed: 16.3,
    },
    device: { uniqueId: 'phone-7' },
  },
};

export const DEVICE_ANSWERS = {
  listDevices: {
    devices: [
      {
        ...DEVICE,
        relay: false,
        createdAt: '2026-05-01T09:00:00.000Z',
        lastSeenAt: '2026-05-04T07:45:52.000Z',
        accepted: 2841,
        quarantined: 1,
      },
    ],
    nextCursor: null,
  },
  createDevice: DEVICE_KEY,
  rotateDeviceKey: DEVICE_KEY,
  listQuarantine: {
    items: [
      {
        deviceId: 'phone-7',
        receivedAt: '2026-05-04T07:40:12.310Z',
        reason: 'position 0,0 without an accuracy is what receivers report before they have a position',
        message: '{"lat":0,"lon":0}',
      },
    ],
    nextCursor: 'MTg3',
  },
  owntracksReport: [],
  overlandReport: { result: 'ok' as const },
};
