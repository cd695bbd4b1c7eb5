import type { HttpApi } from '@waycast/client';
import { shortId } from '../words/short-id.ts';
import styles from './operations.module.css';

type Stats = Awaited<ReturnType<HttpApi['stats']>>;

/** Who is connected, on every server. */
export function Servers({ stats }: { stats: Stats }) {
  const servers = stats.servers.toSorted((a, b) => a.id.localeCompare(b.id));
  return (
    <section>
      <h2>Connected</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col">Connections</th>
              <th scope="col">Drivers</th>
              <th scope="col">Others</th>
              <th scope="col">of them viewers</th>
            </tr>
          </thead>
          <tbody>
            {servers.map((server) => (
              <tr key={server.id}>
                <th scope="row" title={server.id}>
                  {shortId(server.id, 18)}
                </th>
                {[server.connections, server.drivers, server.users, server.viewers].map((count, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change their order.
                  <td key={at}>{Number(count ?? 0).toLocaleString('en')}</td>
                ))}
              </tr>
            ))}
          </tbody>
          {servers.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row">{servers.length} servers</th>
                <td>{stats.connections.toLocaleString('en')}</td>
                <td>{stats.drivers.toLocaleString('en')}</td>
                <td>{stats.users.toLocaleString('en')}</td>
                <td>{stats.viewers.toLocaleString('en')}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </section>
  );
}
