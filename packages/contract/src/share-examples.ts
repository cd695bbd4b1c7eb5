/** What a link is made of. */
export const SHARE_INPUT = {
  kind: 'vehicle' as const,
  vehicleId: 'bus-7',
  label: 'Your parcel',
  destination: { latitude: 52.6612, longitude: -8.6301, name: '12 William Street' },
  trailFrom: '2026-05-04T07:30:00.000Z',
  until: {
    time: '2026-05-04T12:00:00.000Z',
    on: { event: 'geofence_enter' as const, fenceId: 'william-street-12' },
  },
};
/** The link, as its maker sees it. */
export const SHARE = {
  shareId: 'Wq3vT0x2Yk8n',
  kind: 'vehicle' as const,
  vehicleId: 'bus-7',
  orderId: null,
  tripId: null,
  state: 'active' as const,
  label: SHARE_INPUT.label,
  destination: SHARE_INPUT.destination,
  trailFrom: SHARE_INPUT.trailFrom,
  expiresAt: SHARE_INPUT.until.time,
  createdBy: 'olga',
  createdAt: '2026-05-04T07:40:00.000Z',
  endsOn: SHARE_INPUT.until.on,
  revokedAt: null,
  endedAt: null,
  lastUsedAt: null,
  uses: 0,
};
/** The secret of the link. */
export const SHARE_TOKEN = 'share_3kq0Zr7cG1mW5tXyB9nLpVfJdS2hRa8e';
