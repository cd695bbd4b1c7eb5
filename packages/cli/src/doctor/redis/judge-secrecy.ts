import { type Finding, ok, warn } from '../finding.ts';
import type { RedisAccess } from './redis-access.ts';

const LOOPBACK = /^(localhost|127\..*|::1)$/;

/** Whether others on the network could read along or come in. */
export function judgeSecrecy({ nodes, tls, login }: RedisAccess): Finding[] {
  const away = nodes.filter(({ host }) => !LOOPBACK.test(host));
  if (away.length === 0) return [ok('redis secrecy', 'on this machine')];
  const { host } = away[0] ?? { host: '' };
  if (login.password === undefined)
    return [
      warn(
        'redis secrecy',
        `${host} is asked without a password`,
        'whoever reaches it reads every position: set users and passwords (deploy/redis/acl.conf) and a firewall',
      ),
    ];
  if (tls === undefined)
    return [
      warn(
        'redis secrecy',
        `${host} is reached without TLS`,
        'positions and the password travel in clear: rediss:// or REDIS_TLS=true, unless the network is your own alone',
      ),
    ];
  return [ok('redis secrecy', 'TLS and a password')];
}
