import { z } from 'zod';
import type { PresentSession } from '../../ports/presence.ts';

/** Whether a session makes its user one of the active drivers or of the active users. */
export type Kind = 'drivers' | 'users';

/** What subjects are counted by: drivers and users are one or the other, viewers are either besides. */
export type Counted = Kind | 'viewers';

/** What must be known of a session to remove every trace of it. */
export interface OwnedSession {
  readonly socketId: string;
  readonly tenant: string;
  readonly userId: string;
  readonly kind: Kind;
  readonly viewer: boolean;
  readonly geohash: string | undefined;
}

/** A session of this server, and how much of it is in Redis. Times are epoch ms. */
export interface SessionRecord extends OwnedSession {
  kind: Kind;
  viewer: boolean;
  geohash: string | undefined;
  lastLocation: { readonly latitude: number; readonly longitude: number } | undefined;
  lastActivityAt: number;
  lastBeatAt: number;
  writtenAt: number;
  /** The region it was last written into, and others it may still be found in. */
  written: string | undefined;
  readonly left: Set<string>;
  /** It may still count by these, which it no longer is. */
  readonly former: Set<Counted>;
  readonly connectedAt: number;
  readonly userAgent: string | null;
}

/** Longer ones are cut: the header is the client's and may be of any length. */
const MAX_USER_AGENT = 512;

export function recordOf({ socketId, subject, connectedAt, userAgent }: PresentSession): SessionRecord {
  return {
    socketId,
    tenant: subject.tenant,
    userId: subject.id,
    kind: kindOf(subject),
    viewer: subject.roles.has('viewer'),
    geohash: undefined,
    lastLocation: undefined,
    lastActivityAt: connectedAt,
    lastBeatAt: connectedAt,
    writtenAt: 0,
    written: undefined,
    left: new Set(),
    former: new Set(),
    connectedAt,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
  };
}

function kindOf({ roles }: PresentSession['subject']): Kind {
  return roles.has('driver') ? 'drivers' : 'users';
}

/** The record's subject has these roles from now on. */
export function changeRoles(record: SessionRecord, subject: PresentSession['subject']): void {
  for (const counted of countedAs(record)) record.former.add(counted);
  record.kind = kindOf(subject);
  record.viewer = subject.roles.has('viewer');
  for (const counted of countedAs(record)) record.former.delete(counted);
}

export function countedAs({ kind, viewer }: Pick<OwnedSession, 'kind' | 'viewer'>): readonly Counted[] {
  return viewer ? [kind, 'viewers'] : [kind];
}

/** The documented value of `session:{socketId}`. */
export function sessionJson(record: SessionRecord): string {
  return JSON.stringify({
    socketId: record.socketId,
    userId: record.userId,
    currentRegionId: record.geohash ?? null,
    lastLocation: record.lastLocation ?? null,
    connectedAt: new Date(record.connectedAt).toISOString(),
    lastActivityAt: new Date(record.lastActivityAt).toISOString(),
    userAgent: record.userAgent,
  });
}

const Owned = z.object({
  tenant: z.string(),
  userId: z.string(),
  kind: z.enum(['drivers', 'users']),
  geohash: z.string().nullable(),
  /** Absent in what servers wrote before viewers were counted. */
  viewer: z.boolean().default(false),
});

/** The value of a session among what its server owns. */
export function ownedJson({ tenant, userId, kind, viewer, geohash }: OwnedSession): string {
  return JSON.stringify({ tenant, userId, kind, geohash: geohash ?? null, viewer });
}

/** Reads what {@link ownedJson} wrote; undefined for anything else. */
export function parseOwned(socketId: string, text: string): OwnedSession | undefined {
  const { data } = Owned.safeParse(parsed(text));
  return data === undefined ? undefined : { socketId, ...data, geohash: data.geohash ?? undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
