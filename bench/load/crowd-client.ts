/** What a connection of the crowd speaks. */
export type CrowdProtocol = 'socketio' | 'websocket' | 'sse' | 'mqtt' | 'nats' | 'http';

/** One connection of the crowd. */
export interface CrowdClient {
  readonly protocol: CrowdProtocol;
  /** Its group's name, for `publish`, `pause`, `drop`: without spaces, at most 23 characters. */
  readonly group: string;
  /** Path of the handshake or of each POST, in which `{v}` names the vehicle. */
  readonly path: string;
  /**
   * What it sends once it is connected. Socket.IO: the CONNECT packet `40{…}` first, then `42ID[…]`. MQTT: `CONNECT`,
   * `SUB topic`; NATS: `CONNECT {…}`, `SUB subject`; HTTP: one text with further header lines, `\r\n` between them.
   */
  readonly texts: readonly string[];
  /** Acks to these texts after which it counts as ready. */
  readonly acks: number;
  /** Its own address, as `127.0.0.2`, where one has too few ports. */
  readonly localAddress?: string;
}

/** A client that speaks Socket.IO in the namespace `/` and follows vehicles one by one. */
export function socketIoClient(
  token: string,
  vehicleIds: readonly string[],
  group = 'followers',
): CrowdClient {
  const follow = vehicleIds.map((id, n) => `42${n}${JSON.stringify(['track:vehicle', id])}`);
  return {
    protocol: 'socketio',
    group,
    path: '/socket.io/?EIO=4&transport=websocket',
    texts: [`40${JSON.stringify({ token })}`, ...follow],
    acks: follow.length,
  };
}

/** The same over a raw WebSocket. */
export function webSocketClient(
  token: string,
  vehicleIds: readonly string[],
  group = 'followers',
): CrowdClient {
  const follow = vehicleIds.map((vehicleId, id) => JSON.stringify({ type: 'track:vehicle', id, vehicleId }));
  return { protocol: 'websocket', group, path: `/ws?token=${token}`, texts: follow, acks: follow.length };
}

/** A fix with the moment of its sending in `altitude`, which tells receivers how long the update took. */
const FIX =
  '{"vehicleId":"bus-{v}","latitude":{lat},"longitude":{lng},"accuracy":5,"speed":8.3,"heading":90,"altitude":{now},"timestamp":{ms}}';

/** What publishers send, for `Crowd.publish`. */
export const FIX_TEMPLATES = {
  socketio: `42{id}["location:update",${FIX}]`,
  websocket: `{"type":"location:update","id":{id},${FIX.slice(1)}`,
  http: FIX,
} as const;
