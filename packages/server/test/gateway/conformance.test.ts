import { afterAll, beforeAll } from 'vitest';
import { transportSuite } from '../../src/conformance/transport-suite.ts';
import { openStage, type Stage } from './stage.ts';
import {
  POLLING_ABILITIES,
  SOCKET_ABILITIES,
  SSE_ABILITIES,
  socketIoSubject,
  sseSubject,
  WEBSOCKET_ABILITIES,
  webSocketSubject,
} from './subjects.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

transportSuite('Socket.IO /', SOCKET_ABILITIES, () => socketIoSubject(stage, '/', 'websocket'));
transportSuite('Socket.IO /transport', SOCKET_ABILITIES, () =>
  socketIoSubject(stage, '/transport', 'websocket'),
);
transportSuite('Socket.IO long polling', POLLING_ABILITIES, () =>
  socketIoSubject(stage, '/transport', 'polling'),
);
transportSuite('raw WebSocket', WEBSOCKET_ABILITIES, () => webSocketSubject(stage));
transportSuite('Server-Sent Events', SSE_ABILITIES, () => sseSubject(stage));
