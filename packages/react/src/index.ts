import type { Connection, ConnectionOptions, ConnectionState, FleetOptions, Token, VehicleListener, VehicleSubscription } from '@waycast/client';
import type { BoundingBox, LocationUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { ReactNode } from 'react';

export interface WaycastProviderProps extends Partial<Omit<ConnectionOptions, 'token' | 'url'>> {
  /** Base address of the server; default: the page's own origin in browsers. */
  readonly url?: string;
  /** Token for hooks that are given none. */
  readonly token?: Token;
  readonly children?: ReactNode;
}
/** Names the server for the hooks below it. Hooks with the same url and token share one connection. */
export declare function WaycastProvider(props: WaycastProviderProps): ReactNode;

export interface RealtimeConnection {
  readonly connection: Connection;
  readonly state: ConnectionState;
  readonly connected: boolean;
  readonly error: WaycastError | null;
  /** Follows a vehicle until the subscription is closed or the component unmounts. */
  readonly trackVehicle: (vehicleId: string, listener?: VehicleListener) => VehicleSubscription;
}
export declare function useRealtimeConnection(token?: Token): RealtimeConnection;

export interface VehicleTracking {
  readonly location: LocationUpdate | null;
  readonly connected: boolean;
  readonly error: WaycastError | null;
}
/** Follows one vehicle; none while the id is null or undefined. */
export declare function useVehicleTracking(vehicleId: string | null | undefined, token?: Token): VehicleTracking;

export interface Fleet {
  readonly vehicles: ReadonlyMap<string, LocationUpdate>;
  readonly connected: boolean;
  readonly error: WaycastError | null;
}
export declare function useFleet(options?: { readonly bbox?: BoundingBox; readonly tickMs?: FleetOptions['tickMs'] & number }, token?: Token): Fleet;

export declare function useConnectionState(token?: Token): ConnectionState;
