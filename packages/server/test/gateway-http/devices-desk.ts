import { ROUTES } from '@waycast/contract';
import { call, type TestServer, tokenOf } from './http-server.ts';

const EVER = { from: 0, to: 8e15 };

/** Registers devices as an administrator, sends as they do, and tells what became of it. */
export function openDesk(server: TestServer, tenant = 'default') {
  const admin = () => tokenOf({ subject: 'ada', tenant, roles: ['admin'] });

  async function register(
    deviceId: string,
    vehicleId = `bus-of-${deviceId}`,
    options: { readonly relay?: boolean } = {},
  ): Promise<string> {
    const body = { deviceId, vehicleId, ...options };
    const { status, text, json } = await call(server, 'POST', '/api/devices', { token: await admin(), body });
    if (status !== 201) throw new Error(`${deviceId} was not registered: ${status} ${text}`);
    return ROUTES.createDevice.response.parse(json).key;
  }

  return {
    admin,
    register,
    /** Sends JSON with the key as a Bearer token. */
    send: (path: string, key: string, body: unknown, headers: Record<string, string> = {}) =>
      call(server, 'POST', `/api/devices/${path}`, { token: key, body, headers }),
    async stored(vehicleId: string) {
      return server.history.page({ tenant, vehicleId, ...EVER }, 10_000);
    },
    async device(deviceId: string) {
      const { json } = await call(server, 'GET', '/api/devices?limit=1000', { token: await admin() });
      return ROUTES.listDevices.response.parse(json).devices.find((device) => device.deviceId === deviceId);
    },
    async quarantine(deviceId: string) {
      const path = `/api/devices/quarantine?deviceId=${deviceId}&limit=1000`;
      const { json } = await call(server, 'GET', path, { token: await admin() });
      return ROUTES.listQuarantine.response.parse(json).items;
    },
  };
}
