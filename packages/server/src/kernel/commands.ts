import type { CommandAck } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { ConversationCalls } from '../ports/conversation-desk.ts';
import type { OrderCalls } from '../ports/order-calls.ts';
import { type Commands, orCancel } from './command.ts';
import { conversationCommands } from './conversation-commands.ts';
import { decodeTopic } from './decode-topic.ts';
import { tickOf } from './fleet-feed.ts';
import type { Ingest } from './ingest.ts';
import type { OrderViews } from './order-views.ts';
import type { Regions } from './regions.ts';
import { isShare } from './share-scope.ts';
import type { Subscribe } from './subscribe.ts';

export interface CommandParts {
  readonly ingest: Ingest;
  readonly subscribe: Subscribe;
  readonly regions: Regions;
  /** Absent: nobody looks at orders. */
  readonly views?: OrderViews | undefined;
  /** Absent: there are no orders. */
  readonly orderCalls?: OrderCalls | undefined;
  /** Absent: there are no conversations. */
  readonly conversationCalls?: (() => ConversationCalls | undefined) | undefined;
  readonly clock: Clock;
}

export function createCommands(parts: CommandParts): Commands {
  const { ingest, subscribe, regions, clock } = parts;
  return {
    async 'track:vehicle'(session, subject, { vehicleId }) {
      const { tenant } = subject;
      const vehicle = await subscribe.join(session, { tenant, family: 'vehicle', id: vehicleId });
      if (isShare(subject) || vehicle.via === 'order') {
        return { ack: { location: asLocation(vehicle.snapshot) }, release: vehicle.release };
      }
      const geofence = await orCancel(
        vehicle,
        subscribe.join(session, { tenant, family: 'geofence', id: vehicleId }),
      );
      const release = (): void => {
        vehicle.release();
        geofence.release();
      };
      return { ack: { location: asLocation(vehicle.snapshot) }, release };
    },
    async 'untrack:vehicle'(session, { tenant }, { vehicleId }) {
      subscribe.leave(session, { tenant, family: 'vehicle', id: vehicleId });
      subscribe.leave(session, { tenant, family: 'geofence', id: vehicleId });
      return { ack: {} };
    },
    ...tripCommands(subscribe),
    ...orderCommands(parts),
    ...conversationCommands(subscribe, parts.conversationCalls),
    async 'track:fleet'(session, { tenant }, input) {
      const view = { tenant, bbox: input?.bbox, tickMs: tickOf(input?.tickMs) };
      const { vehicles, release } = await subscribe.joinFleet(session, view);
      return { ack: { vehicles }, release };
    },
    async 'untrack:fleet'(session, { tenant }) {
      subscribe.leave(session, { tenant, family: 'fleet', id: '' });
      return { ack: {} };
    },
    async 'location:update'(_session, subject, _input, raw) {
      return { ack: await ingest.one(subject, raw) };
    },
    async heartbeat(session, subject, position) {
      const release = await regions.heartbeat(session, subject, isShare(subject) ? undefined : position);
      const ack = { serverTime: new Date(clock.now()).toISOString() };
      return { ack, ...(release === undefined ? {} : { release }) };
    },
    async 'region:join'(session, subject, { geohash }) {
      const { members, release } = await regions.join(session, subject, geohash);
      return { ack: { members }, release };
    },
    async subscribe(session, { tenant }, { topic, since }) {
      const { epoch, offset, recovered, snapshot, release } = await subscribe.join(
        session,
        decodeTopic(topic, tenant),
        since,
      );
      return { ack: { epoch, offset, recovered, ...(snapshot === undefined ? {} : { snapshot }) }, release };
    },
    async unsubscribe(session, { tenant }, { topic }) {
      subscribe.leave(session, decodeTopic(topic, tenant));
      return { ack: {} };
    },
  };
}

function tripCommands(subscribe: Subscribe): Pick<Commands, 'track:trip' | 'untrack:trip'> {
  return {
    async 'track:trip'(session, { tenant }, { tripId }) {
      const { snapshot, release } = await subscribe.join(session, { tenant, family: 'trip', id: tripId });
      return { ack: { trip: asTrip(snapshot) }, release };
    },
    async 'untrack:trip'(session, { tenant }, { tripId }) {
      subscribe.leave(session, { tenant, family: 'trip', id: tripId });
      return { ack: {} };
    },
  };
}

function orderCommands({
  views,
  orderCalls,
}: CommandParts): Pick<Commands, 'order:view' | 'order:unview' | 'order:accept'> {
  return {
    async 'order:view'(session, subject, { orderId }) {
      if (views === undefined) throw noOrder(orderId);
      const { count, release } = await views.view(session, subject, orderId);
      return { ack: { count }, release };
    },
    async 'order:unview'(session, subject, { orderId }) {
      return { ack: { count: (await views?.unview(session, subject, orderId)) ?? 0 } };
    },
    async 'order:accept'(_session, subject, { orderId }) {
      if (orderCalls === undefined) throw noOrder(orderId);
      return { ack: { order: await orderCalls.accept(subject, orderId) } };
    },
  };
}

function noOrder(orderId: string): WaycastError {
  return new WaycastError('not_found', `no order ${orderId} that you may see`);
}

/** Vehicle topics hold nothing but location updates, which this server made itself. */
function asLocation(snapshot: object | undefined): CommandAck<'track:vehicle'>['location'] {
  return (snapshot as CommandAck<'track:vehicle'>['location'] | undefined) ?? null;
}

/** Trip topics hold nothing but updates that servers made of what is stored. */
function asTrip(snapshot: object | undefined): CommandAck<'track:trip'>['trip'] {
  return (snapshot as CommandAck<'track:trip'>['trip'] | undefined) ?? null;
}
