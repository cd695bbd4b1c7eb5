export type { WaycastProviderProps } from './provider.ts';
export { WaycastProvider } from './provider.ts';
export { useConnectionState } from './use-connection.ts';
export type { Fleet, FleetView } from './use-fleet.ts';
export { useFleet } from './use-fleet.ts';
export type { RealtimeConnection } from './use-realtime-connection.ts';
export { useRealtimeConnection } from './use-realtime-connection.ts';
export type { VehicleTracking } from './use-vehicle-tracking.ts';
export { useVehicleTracking } from './use-vehicle-tracking.ts';
