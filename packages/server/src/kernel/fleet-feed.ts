import type { Topic } from '@waycast/contract';
import { FLEET_TICK_MS } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { KeyedState } from '../ports/live.ts';
import { FleetMember } from './fleet-member.ts';
import { FleetTicks } from './fleet-ticks.ts';
import type { Hub } from './hub.ts';
import type { LoopLoad } from './loop-load.ts';
import type { Outbox } from './outbox.ts';
import type { Positions } from './positions.ts';
import { SharedReads } from './shared-reads.ts';
import { type FleetView, TenantFleet } from './tenant-fleet.ts';

export type { FleetView } from './tenant-fleet.ts';

// The way of a position to those who follow many vehicles:
//
//   live ──▶ hub ──▶ TenantFleet ──by box──▶ FleetChannel ──each tick, one frame──▶ FleetMember ──▶ outbox
//                    newest of each          what changed                          holds while joining,
//                    vehicle in view         since the last tick                   a backlog when congested

/** A joined fleet: `release` sends the snapshot and starts the feed, `leave` ends it. */
export interface FleetMembership {
  readonly vehicles: number;
  release(): void;
  leave(): void;
}

export interface FleetFeeds {
  join(view: FleetView, outbox: Outbox): Promise<FleetMembership>;
}

/** Batches of a tenant's positions. Sessions with the same box and tick share one channel and its encoded frames. */
export function createFleetFeeds(
  hub: Hub,
  positions: Pick<Positions, 'list'>,
  clock: Clock,
  load: LoopLoad,
): FleetFeeds {
  const fleets = new Map<string, TenantFleet>();
  const ticks = new FleetTicks(clock, load);
  const lists = new SharedReads<readonly KeyedState[]>();

  return {
    async join(view, outbox) {
      const { tenant } = view;
      const topic: Topic = { tenant, family: 'fleet', id: '' };
      const fleet = fleets.get(tenant) ?? new TenantFleet(ticks);
      fleets.set(tenant, fleet);
      const member = new FleetMember(outbox);
      fleet.enter(view, member);
      const leave = (): void => {
        fleet.leave(view, member);
        if (!fleet.empty) return;
        hub.unfollow(topic, fleet);
        if (fleets.get(tenant) === fleet) fleets.delete(tenant);
      };
      try {
        await hub.follow(topic, fleet);
        const snapshot = fleet.snapshot(view, member, await lists.read(tenant, () => positions.list(tenant)));
        return { vehicles: snapshot.length, leave, release: () => fleet.release(view, member, snapshot) };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

/** The tick that a client asked for, or the default; the contract's schema has checked its bounds. */
export function tickOf(tickMs: number | undefined): number {
  return tickMs ?? FLEET_TICK_MS.default;
}
