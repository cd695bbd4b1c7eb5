import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { HttpApi } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import { type FormEvent, useId, useState } from 'react';
import { useMe } from '../session/use-me.ts';
import { useTenant } from '../session/use-tenant.ts';
import { Button } from '../shell/button.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { shortClockIn } from '../words/clock.ts';
import styles from './forms.module.css';

type Tenant = Awaited<ReturnType<HttpApi['tenant']>>;

const KMH = 3.6;
const LIMIT_WORDS: Readonly<Record<keyof Tenant['limits'], string>> = {
  maxVehicles: 'Vehicles',
  maxDrivers: 'Drivers',
  maxGroups: 'Groups',
  maxDevices: 'Devices',
  maxGeofences: 'Geofences',
  maxWebhooks: 'Webhooks',
};

/** What holds for the whole tenant; admins may change it. */
export function TenantForm() {
  const tenant = useTenant({ retry: false, staleTime: 0 });
  const me = useMe({ retry: false });
  const error = tenant.error ?? me.error;
  if (error !== null) return <Problem>The settings cannot be read: {error.message}</Problem>;
  if (tenant.data === undefined || me.data === undefined) return null;
  return (
    <section className={styles.settings} aria-label="Settings">
      <Settings tenant={tenant.data} mayChange={me.data.roles.includes('admin')} />
      <Limits limits={tenant.data.limits} />
    </section>
  );
}

function Settings({ tenant, mayChange }: { tenant: Tenant; mayChange: boolean }) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const [timeZone, setTimeZone] = useState(tenant.timeZone);
  const [speedLimit, setSpeedLimit] = useState(kmhText(tenant.speedLimitMps));
  const zones = useId();
  const saving = useMutation({
    mutationFn: () =>
      http.changeTenant({
        timeZone: timeZone.trim(),
        // Shown rounded; what was not changed stays as it is.
        ...(speedLimit === kmhText(tenant.speedLimitMps)
          ? {}
          : { speedLimitMps: speedLimit === '' ? null : Number(speedLimit) / KMH }),
      }),
    onSuccess: (saved) => queries.setQueryData(['tenant'], saved),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <form className={forms.form} onSubmit={submit}>
      <fieldset className={styles.fields} disabled={!mayChange}>
        <Field label="Time zone" note={<>Days, reports and quiet hours follow it. {clockThere(timeZone)}</>}>
          {(control) => (
            <input
              {...control}
              list={zones}
              value={timeZone}
              required
              onChange={(event) => setTimeZone(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <datalist id={zones}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <Field label="Speed limit in km/h" note="For vehicles without one of their own. Empty: none.">
          {(control) => (
            <input
              {...control}
              type="number"
              min={0}
              step="any"
              value={speedLimit}
              onChange={(event) => setSpeedLimit(event.target.value)}
            />
          )}
        </Field>
      </fieldset>
      {saving.error !== null && <Problem role="alert">{saving.error.message}</Problem>}
      {mayChange ? (
        <div className={forms.actions}>
          <span role="status" className={forms.note}>
            {saving.isSuccess && 'Saved.'}
          </span>
          <Button type="submit" look="primary" disabled={saving.isPending}>
            Save
          </Button>
        </div>
      ) : (
        <p className={forms.note}>Only admins may change these.</p>
      )}
    </form>
  );
}

function Limits({ limits }: { limits: Tenant['limits'] }) {
  return (
    <div className={styles.limits}>
      <h2>Limits</h2>
      <p className={forms.note}>How many there may be. Whoever runs the server can raise them.</p>
      <dl>
        {(Object.keys(LIMIT_WORDS) as (keyof Tenant['limits'])[]).map((name) => (
          <div key={name} className={styles.limit}>
            <dt>{LIMIT_WORDS[name]}</dt>
            <dd>{limits[name].toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function kmhText(speedMps: number | null): string {
  return speedMps === null ? '' : String(Math.round(speedMps * KMH * 10) / 10);
}

/** "It is 14:03 there now." shows at once whether the zone is the right one. */
function clockThere(timeZone: string): string {
  try {
    return `It is ${shortClockIn(Date.now(), timeZone)} there now.`;
  } catch {
    return 'No such zone; names are such as Europe/Dublin.';
  }
}
