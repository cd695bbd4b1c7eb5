import { Readable } from 'node:stream';
import type { FeedFormat } from '@waycast/contract';
import type { FastifyReply } from 'fastify';
import type { FeedTrip } from '../../../ports/feed-trips.ts';
import { entityTag, fleetGeojson } from '../feeds/fleet-geojson.ts';
import { type Message, toBinary, toJson, toText } from '../feeds/protobuf.ts';
import { FEED_MESSAGE } from '../feeds/realtime-shapes.ts';
import { serviceAlerts } from '../feeds/service-alerts.ts';
import { tripDescriptor, tripUpdates } from '../feeds/trip-updates.ts';
import { vehiclePositions } from '../feeds/vehicle-positions.ts';
import type { Handlers } from '../handler.ts';
import { isNamed } from '../if-none-match.ts';
import type { HttpParts } from '../parts.ts';
import { createVisible } from '../visible.ts';

type FeedRoutes = Pick<
  Handlers,
  'gtfsVehiclePositions' | 'gtfsTripUpdates' | 'gtfsAlerts' | 'vehiclesGeojson'
>;

const FORMATS: {
  readonly [F in FeedFormat]: {
    readonly mediaType: string;
    readonly write: (message: Message) => string | Buffer;
  };
} = {
  protobuf: { mediaType: 'application/x-protobuf', write: (message) => toBinary(FEED_MESSAGE, message) },
  json: {
    mediaType: 'application/json; charset=utf-8',
    write: (message) => JSON.stringify(toJson(FEED_MESSAGE, message)),
  },
  text: { mediaType: 'text/plain; charset=utf-8', write: (message) => toText(FEED_MESSAGE, message) },
};

/** Where vehicles are now, as programs of public transport and of maps read it. */
export function feedRoutes(parts: HttpParts): FeedRoutes {
  const visibleTo = createVisible(parts);
  let newestFeedS = 0;

  /** The time of a feed, in seconds: never before that of an earlier one, whatever happens to the clock. */
  function feedTimeS(): number {
    newestFeedS = Math.max(newestFeedS, Math.floor(parts.clock.now() / 1000));
    return newestFeedS;
  }

  return {
    async gtfsVehiclePositions({ subject, query, reply }) {
      const locations = await visibleTo(subject);
      const seesTrips = await parts.access.may(subject, 'manage:trips', '');
      const trips = seesTrips ? await parts.feedTrips.of(subject.tenant) : [];
      const running = new Map(trips.filter(isRunning).map((trip) => [trip.vehicleId, trip]));
      const message = vehiclePositions(locations, feedTimeS(), query.maxAge, (vehicleId) => {
        const trip = running.get(vehicleId);
        return trip && tripDescriptor(trip);
      });
      return sendFeed(reply, query.format, message);
    },
    async gtfsTripUpdates({ subject, query, reply }) {
      const trips = await parts.feedTrips.of(subject.tenant);
      return sendFeed(reply, query.format, tripUpdates(trips, feedTimeS()));
    },
    async gtfsAlerts({ subject, query, reply }) {
      const trips = await parts.feedTrips.of(subject.tenant);
      return sendFeed(reply, query.format, serviceAlerts(trips, feedTimeS()));
    },
    async vehiclesGeojson({ subject, request, reply }) {
      const locations = [...(await visibleTo(subject))].sort((a, b) => (a.vehicleId < b.vehicleId ? -1 : 1));
      const tag = entityTag(locations);
      reply.header('etag', tag).header('cache-control', 'private, no-cache');
      if (isNamed(tag, request.headers['if-none-match'])) return reply.code(304).send();
      return reply
        .type('application/geo+json')
        .send(Readable.from(fleetGeojson(locations), { objectMode: false }));
    },
  };
}

/** One trip at most for each vehicle: the newest prediction says which it is on. */
function isRunning({ madeAt, isCancelled }: FeedTrip): boolean {
  return madeAt !== null && !isCancelled;
}

function sendFeed(reply: FastifyReply, format: FeedFormat, message: Message) {
  const { mediaType, write } = FORMATS[format];
  return reply.type(mediaType).header('cache-control', 'private, no-store').send(write(message));
}
