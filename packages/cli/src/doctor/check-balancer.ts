import { usesRedis, type WaycastConfig } from '@waycast/server/config';
import { type Finding, ok, warn } from './finding.ts';

/** What a server that is one of several needs to know of the balancer before it. */
export function checkBalancer(config: WaycastConfig): Finding[] {
  if (!usesRedis(config)) return [ok('balancer', 'one server; without Redis there must be no second one')];
  return [judgeAddress(config), judgeProxy(config), judgeDrain(config)];
}

function judgeAddress({ publicUrl }: WaycastConfig): Finding {
  if (publicUrl !== undefined) return ok('balancer', `links name ${publicUrl}`);
  return warn(
    'balancer',
    'PUBLIC_URL is not set',
    "set it to the balancer's address, or share links lead past it to one server",
  );
}

function judgeProxy({ trustProxy }: WaycastConfig): Finding {
  if (trustProxy.length > 0) return ok('proxies', `${trustProxy.join(', ')} may say who the client is`);
  return warn(
    'proxies',
    'TRUST_PROXY is not set',
    "set it to the balancer's address or network, or all clients share the limits of one address; deploy/nginx.conf and deploy/haproxy.cfg fit",
  );
}

function judgeDrain({ drainTimeout }: WaycastConfig): Finding {
  const found = `sockets are moved within ${drainTimeout} s of SIGTERM`;
  if (drainTimeout > 0) return ok('drain', `${found}; whatever kills the server must wait longer`);
  return warn('drain', found, 'set DRAIN_TIMEOUT: with 0 every client loses its connection at a restart');
}
