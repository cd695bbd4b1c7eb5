import { makeCertificates } from '../../../../../../test/fixtures/certificates.ts';
import { survives } from './faults-of.ts';
import { openSentinel, SENTINEL_FAULTS } from './sentinel-faults.ts';

survives('behind Sentinel', SENTINEL_FAULTS, () => openSentinel());

const KILLED = SENTINEL_FAULTS.filter(({ name }) => name.includes('kill -9'));
survives('behind Sentinel, TLS and users', KILLED, async () =>
  openSentinel({ tls: await makeCertificates(), acl: true }),
);
