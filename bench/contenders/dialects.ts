import { type CrowdClient, FIX_TEMPLATES, socketIoClient, webSocketClient } from '../load/crowd-client.ts';
import type { Follows } from './contender-kind.ts';

/** What clients of one protocol say. */
export interface Dialect {
  follower(token: string, follows: Follows, group: string): CrowdClient;
  publisher(token: string, group: string, hasDashboards: boolean): CrowdClient;
  readonly template: string;
}

function isList(follows: Follows): follows is readonly string[] {
  return Array.isArray(follows);
}

function viewOf(follows: Exclude<Follows, readonly string[]>): object {
  return follows === 'fleet' ? {} : follows;
}

export const SOCKETIO: Dialect = {
  follower(token, follows, group) {
    if (isList(follows)) return socketIoClient(token, follows, group);
    const plain = socketIoClient(token, [], group);
    const text = `420${JSON.stringify(['track:fleet', viewOf(follows)])}`;
    return { ...plain, texts: [...plain.texts, text], acks: 1 };
  },
  publisher: (token, group) => socketIoClient(token, [], group),
  template: FIX_TEMPLATES.socketio,
};

export const WEBSOCKET: Dialect = {
  follower(token, follows, group) {
    if (isList(follows)) return webSocketClient(token, follows, group);
    const text = JSON.stringify({ type: 'track:fleet', id: 0, ...viewOf(follows) });
    return { ...webSocketClient(token, [], group), texts: [text], acks: 1 };
  },
  publisher: (token, group) => webSocketClient(token, [], group),
  template: FIX_TEMPLATES.websocket,
};

/** nchan: many channels in one request, up to 255; publishers POST. */
export const NCHAN: Dialect = {
  follower(_token, follows, group) {
    const channels = isList(follows) ? follows.join(',') : 'fleet';
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
    const topics = isList(follows) ? follows.map((id) => `fix/${id}`) : ['fix/#'];
    const texts = ['CONNECT', ...topics.map((topic) => `SUB ${topic}`)];
    return { protocol: 'mqtt', group, path: '/', texts, acks: topics.length };
  },
  publisher: (_token, group) => ({ protocol: 'mqtt', group, path: '/', texts: ['CONNECT'], acks: 0 }),
  template: `PUB fix/bus-{v} ${FIX_TEMPLATES.http}`,
};

const NATS_CONNECT = 'CONNECT {"verbose":false}';
export const NATS: Dialect = {
  follower(_token, follows, group) {
    const subjects = isList(follows) ? follows.map((id) => `fix.${id}`) : ['fix.>'];
    const texts = [NATS_CONNECT, ...subjects.map((subject) => `SUB ${subject}`)];
    return { protocol: 'nats', group, path: '/', texts, acks: subjects.length };
  },
  publisher: (_token, group) => ({ protocol: 'nats', group, path: '/', texts: [NATS_CONNECT], acks: 0 }),
  template: `PUB fix.bus-{v} ${FIX_TEMPLATES.http}`,
};
