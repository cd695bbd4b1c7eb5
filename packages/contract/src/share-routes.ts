import { z } from 'zod';
import { Id } from './ids.ts';
import type { RouteDefinition } from './route-definition.ts';
import {
  CurrentShare,
  NewShareLink,
  ShareInput,
  ShareLink,
  ShareListQuery,
  ShareTrail,
} from './share-schemas.ts';

/** Making, listing and ending share links, and what whoever has one may ask. */
export const SHARE_ROUTES = {
  createShare: {
    method: 'POST',
    path: '/api/shares',
    access: 'token',
    body: ShareInput,
    mayConflict: true,
    status: 201,
    response: NewShareLink,
    summary:
      'Makes a link with which anyone can follow one vehicle, order or trip until it ends. Its secret is told once.',
  },
  listShares: {
    method: 'GET',
    path: '/api/shares',
    access: 'token',
    query: ShareListQuery,
    status: 200,
    response: z.object({ shares: z.array(ShareLink) }),
    summary:
      'Share links of the vehicles that the subject may share, and of orders and trips that it has shared, newest first.',
  },
  revokeShare: {
    method: 'DELETE',
    path: '/api/shares/:shareId',
    access: 'token',
    params: z.object({ shareId: Id }),
    status: 204,
    summary: 'Ends a share link at once; connections made with it are closed.',
  },
  currentShare: {
    method: 'GET',
    path: '/api/shares/current',
    access: 'share',
    tokenInQuery: true,
    status: 200,
    response: CurrentShare,
    summary: 'What the share link in place of a token shows now, or since when it has ended.',
  },
  shareTrail: {
    method: 'GET',
    path: '/api/shares/current/trail',
    access: 'share',
    tokenInQuery: true,
    status: 200,
    response: ShareTrail,
    summary: 'The way since the time from which the share link shows it.',
  },
} as const satisfies Record<string, RouteDefinition>;
