import { type CrowdClient, FIX_TEMPLATES, socketIoClient, webSocketClient } from '../load/crowd-client.ts';
import type { Follows } from './contender-kind.ts';

/** What clients of one protocol say. */
export interface Dialect {
  follower(token: string, follows: Follows, group: string): CrowdClient;
  publisher(token: string, group: string, hasDashboards: boolean): CrowdClient;
  readonly template: string;
}

export const SOCKETIO: Dialect = {
  follower(token, follows, group) {
    if (follows !== 'fleet') return socketIoClient(token, follows, group);
    const plain = socketIoClient(token, [], group);
    return { ...plain, texts: [...plain.texts, '420["track:fleet",{}]'], acks: 1 };
  },
  publisher: (token, group) => socketIoClient(token, [], group),
  template: FIX_TEMPLATES.socketio,
};

export const WEBSOCKET: Dialect = {
  follower(token, follows, group) {
    if (follows !== 'fleet') return webSocketClient(token, follows, group);
    return { ...webSocketClient(token, [], group), texts: ['{"type":"track:fleet","id":0}'], acks: 1 };
  },
  publisher: (token, group) => webSocketClient(token, [], group),
  template: FIX_TEMPLATES.websocket,
};

/** nchan: many channels in one request, up to 255; publishers POST. */
export const NCHAN: Dialect = {
  follower(_token, follows, group) {
    const channels = follows === 'fleet' ? 'fleet' : follows.join(',');
    return { protocol: 'websocket', group, path: `/sub/${channels}`, texts: [], acks: 0 };
  },
  publisher(_token, group, hasDashboards) {
    const path = `/${hasDashboards ? 'pub-all' : 'pub'}/bus-{v}`;
    return { protocol: 'http', group, path, texts: [], acks: 0 };
  },
  template: FIX_TEMPLATES.http,
};

/** QoS 1 for publishers, QoS 0 for followers. */
export const MQTT: Dialect = {
  follower(_token, follows, group) {
    const topics = follows === 'fleet' ? ['fix/#'] : follows.map((id) => `fix/${id}`);
    const texts = ['CONNECT', ...topics.map((topic) => `SUB ${topic}`)];
    return { protocol: 'mqtt', group, path: '/', texts, acks: topics.length };
  },
  publisher: (_token, group) => ({ protocol: 'mqtt', group, path: '/', texts: ['CONNECT'], acks: 0 }),
  template: `PUB fix/bus-{v} ${FIX_TEMPLATES.http}`,
};

const NATS_CONNECT = 'CONNECT {"verbose":false}';
export const NATS: Dialect = {
  follower(_token, follows, group) {
    const subjects = follows === 'fleet' ? ['fix.>'] : follows.map((id) => `fix.${id}`);
    const texts = [NATS_CONNECT, ...subjects.map((subject) => `SUB ${subject}`)];
    return { protocol: 'nats', group, path: '/', texts, acks: subjects.length };
  },
  publisher: (_token, group) => ({ protocol: 'nats', group, path: '/', texts: [NATS_CONNECT], acks: 0 }),
  template: `PUB fix.bus-{v} ${FIX_TEMPLATES.http}`,
};
