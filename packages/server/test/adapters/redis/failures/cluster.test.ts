import { makeCertificates } from '../../../../../../test/fixtures/certificates.ts';
import { CLUSTER_FAULTS, openCluster } from './cluster-faults.ts';
import { survives } from './faults-of.ts';

survives('on a Cluster', CLUSTER_FAULTS, () => openCluster());

const CHANGED = CLUSTER_FAULTS.filter(({ name }) => /kill -9|migration/.test(name));
survives('on a Cluster, TLS and users', CHANGED, async () =>
  openCluster({ tls: await makeCertificates(), acl: true }),
);
