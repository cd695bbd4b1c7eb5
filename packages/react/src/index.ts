export { WaycastProvider } from './provider.ts';
export type { WaycastProviderProps } from './provider.ts';
export { useConnectionState } from './use-connection.ts';
export { useFleet } from './use-fleet.ts';
export type { Fleet, FleetView } from './use-fleet.ts';
export { useRealtimeConnection } from './use-realtime-connection.ts';
export type { RealtimeConnection } from './use-realtime-connection.ts';
export { useVehicleTracking } from './use-vehicle-tracking.ts';
export type { VehicleTracking } from './use-vehicle-tracking.ts';
