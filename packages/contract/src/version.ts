/** Major version of the wire protocol; `GET /api/version` and the WebSocket subprotocol carry it. */
export const PROTOCOL_VERSION = 1;

/** Subprotocol a raw WebSocket client may offer at `/ws`. */
export const WEBSOCKET_SUBPROTOCOL = 'waycast.v1';
