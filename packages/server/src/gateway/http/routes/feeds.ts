import { Readable } from 'node:stream';
import type { FeedFormat } from '@waycast/contract';
import { entityTag, fleetGeojson, isNamed } from '../feeds/fleet-geojson.ts';
import { type Message, toBinary, toJson, toText } from '../feeds/protobuf.ts';
import { FEED_MESSAGE } from '../feeds/realtime-shapes.ts';
import { vehiclePositions } from '../feeds/vehicle-positions.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';
import { createVisible } from '../visible.ts';

type FeedRoutes = Pick<Handlers, 'gtfsVehiclePositions' | 'vehiclesGeojson'>;

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
      const message = vehiclePositions(locations, feedTimeS(), query.maxAge, () => undefined);
      const { mediaType, write } = FORMATS[query.format];
      return reply.type(mediaType).header('cache-control', 'private, no-store').send(write(message));
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
