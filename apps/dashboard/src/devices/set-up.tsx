import { ChevronRight, TriangleAlert } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { CopyCommand } from '../shell/copy-command.tsx';
import { Problem } from '../shell/problem.tsx';
import { type AppSetup, addressWarning, appSetups, type DeviceToSetUp } from './app-setups.ts';
import styles from './devices.module.css';
import { QrCode } from './qr-code.tsx';

/** The key of a device, this once, and how each app is given it. */
export function SetUp({ device }: { device: DeviceToSetUp }) {
  const setups = appSetups(device);
  const warning = addressWarning(device.server);
  return (
    <div className={styles.setUp}>
      {warning !== undefined && (
        <Problem>
          <TriangleAlert size={16} aria-hidden /> {warning}
        </Problem>
      )}
      <Tabs.Root defaultValue={setups[0]?.app ?? ''} className={styles.setUp}>
        <Tabs.List className={styles.tabs} aria-label="App" hidden={setups.length === 1}>
          {setups.map(({ app }) => (
            <Tabs.Trigger key={app} value={app} className={styles.tab}>
              {app}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {setups.map((setup) => (
          <Tabs.Content key={setup.app} value={setup.app} className={styles.setUp}>
            <AppSteps setup={setup} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
      <details>
        <summary className={styles.summary}>The key itself, for anything else</summary>
        <CopyCommand command={device.key} what="key" />
      </details>
    </div>
  );
}

function AppSteps({ setup: { app, platforms, link, how, typed } }: { setup: AppSetup }) {
  const values = (
    <dl className={styles.typed}>
      {typed.map(([field, value]) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            <CopyCommand command={value} what={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <>
      <p className={styles.note}>{platforms}</p>
      <p>{how}</p>
      {link === undefined ? (
        values
      ) : (
        <>
          <QrCode text={link} label={`Code that sets up ${app}`} />
          <a className={styles.open} href={link}>
            Open {app} on this device <ChevronRight size={16} aria-hidden />
          </a>
          <details>
            <summary className={styles.summary}>Type it instead</summary>
            {values}
          </details>
        </>
      )}
    </>
  );
}
