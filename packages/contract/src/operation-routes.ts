import { z } from 'zod';
import type { RouteDefinition } from './route-definition.ts';
import { Health, Ready } from './route-schemas.ts';

/** For those who run servers, and for programs that ask what there is. */
export const OPERATION_ROUTES = {
  version: {
    method: 'GET',
    path: '/api/version',
    access: 'open',
    status: 200,
    response: z.object({ name: z.literal('waycast'), version: z.string(), protocol: z.number().int() }),
    summary: 'Version of the server and of the wire protocol.',
  },
  health: {
    method: 'GET',
    path: '/health',
    access: 'open',
    status: 200,
    response: Health,
    summary: '200 while serving.',
  },
  healthRealtime: {
    method: 'GET',
    path: '/health/realtime',
    access: 'open',
    status: 200,
    response: z.object({ status: z.string(), connections: z.number(), rooms: z.number(), redis: z.string() }),
    summary: 'Connections and rooms.',
  },
  healthSocketio: {
    method: 'GET',
    path: '/api/health/socketio',
    access: 'open',
    status: 200,
    response: z.object({
      status: z.enum(['healthy', 'unhealthy']),
      redis: z.object({ pub: z.string(), sub: z.string() }),
      timestamp: z.string(),
    }),
    summary: 'Socket.IO and its Redis connections.',
  },
  healthLive: {
    method: 'GET',
    path: '/health/live',
    access: 'open',
    status: 200,
    response: z.object({ status: z.literal('live') }),
    summary: 'For orchestrators: the process answers.',
  },
  healthReady: {
    method: 'GET',
    path: '/health/ready',
    access: 'open',
    status: 200,
    response: Ready,
    summary: 'For orchestrators: 503 while starting, migrating or draining.',
  },
  stats: {
    method: 'GET',
    path: '/ws/stats',
    access: 'metrics',
    status: 200,
    response: z.object({
      connections: z.number(),
      drivers: z.number(),
      users: z.number(),
      viewers: z.number(),
      servers: z.array(
        z.object({
          id: z.string(),
          connections: z.number(),
          drivers: z.number(),
          users: z.number(),
          viewers: z.number(),
        }),
      ),
    }),
    summary: 'Totals of connected sockets, over all servers and of each.',
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'metrics',
    status: 200,
    mediaTypes: ['text/plain', 'application/json'],
    summary: 'Prometheus metrics; JSON totals with `Accept: application/json`.',
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'open',
    status: 200,
    mediaTypes: ['application/json'],
    summary: 'This API as OpenAPI 3.1.',
  },
  asyncapi: {
    method: 'GET',
    path: '/api/asyncapi.json',
    access: 'open',
    status: 200,
    mediaTypes: ['application/json'],
    summary: 'Socket commands and events as AsyncAPI 3.0.',
  },
  docs: {
    method: 'GET',
    path: '/api/docs',
    access: 'open',
    status: 200,
    mediaTypes: ['text/html'],
    summary: 'This API as a readable page.',
  },
} as const satisfies Record<string, RouteDefinition>;
