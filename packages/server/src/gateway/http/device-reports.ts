import { type DeviceReportName, ROUTE_NAMES, routeDefinition } from '@waycast/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KnownDevice } from '../../ports/devices.ts';
import type { Tracing } from '../../ports/tracing.ts';
import { backgroundGeolocation } from '../devices/background-geolocation.ts';
import type { DeviceFormat } from '../devices/device-format.ts';
import { gpslogger } from '../devices/gpslogger.ts';
import { osmand } from '../devices/osmand.ts';
import { overland } from '../devices/overland.ts';
import { owntracks } from '../devices/owntracks.ts';
import { traccar } from '../devices/traccar.ts';
import type { Gate } from './admission.ts';
import { acceptAnyBody, type DeviceBody } from './device-body.ts';
import { readDeviceRequest } from './device-request.ts';
import type { HttpParts } from './parts.ts';

const FORMATS: Readonly<Record<DeviceReportName, DeviceFormat>> = {
  osmandQuery: osmand,
  osmandReport: osmand,
  backgroundGeolocationReport: backgroundGeolocation,
  owntracksReport: owntracks,
  overlandReport: overland,
  gpsloggerQuery: gpslogger,
  gpsloggerReport: gpslogger,
  traccarReport: traccar,
};

const DEVICE = 'waycastDevice';

/**
 * What phones and trackers send in formats of their own, with their own way of reading bodies:
 *
 *     key → rate limit → body → format → whose it is → each message by itself → the answer that the client waits for
 */
export function takeDeviceReports(fastify: FastifyInstance, parts: HttpParts, gate: Gate): void {
  fastify.register((plugin, _options, done) => {
    plugin.decorateRequest(DEVICE, null);
    plugin.addHook('onRequest', (request, _reply, next) => {
      gate.admitDevice(request.headers.authorization, request.url).then((device) => {
        request.setDecorator(DEVICE, device);
        next();
      }, next);
    });
    acceptAnyBody(plugin);
    for (const name of ROUTE_NAMES) {
      if (!isReport(name)) continue;
      const { method, path: url } = routeDefinition(name);
      plugin.route({ method, url, exposeHeadRoute: false, handler: handlerOf(FORMATS[name], parts, gate) });
    }
    done();
  });
}

function isReport(name: string): name is DeviceReportName {
  return Object.hasOwn(FORMATS, name);
}

function handlerOf(format: DeviceFormat, { devices, tracing }: HttpParts, gate: Gate) {
  const within: Tracing['within'] = (headers, work) =>
    tracing === undefined ? work() : tracing.within(headers, work);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { deviceId, report } = readDeviceRequest(request, request.body as DeviceBody | undefined, format);
    const device = await gate.admitSpeaker(request.getDecorator<KnownDevice>(DEVICE), deviceId);
    await within(request.headers, () => devices.take(device, report));
    if (format.reply === undefined) return reply.code(200).send();
    return reply.code(200).header('content-type', format.reply.contentType).send(format.reply.body);
  };
}
