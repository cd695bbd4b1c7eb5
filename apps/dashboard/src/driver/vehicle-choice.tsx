import { type FormEvent, useEffect, useId, useState } from 'react';
import { useMe } from '../session/use-me.ts';
import { Button } from '../shell/button.tsx';
import styles from './driver.module.css';

const ID = /^[A-Za-z0-9._~@-]{1,128}$/;

/** Asks once for which vehicle this phone reports; not at all when the token names one. */
export function VehicleChoice({ onChoose }: { onChoose: (id: string) => void }) {
  const me = useMe();
  const vehicles = me.data?.vehicles ?? [];
  const [only] = vehicles;
  useEffect(() => {
    if (vehicles.length === 1 && only !== undefined) onChoose(only);
  }, [vehicles.length, only, onChoose]);
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>Which vehicle?</h1>
      {me.isPending && <p>Asking the server …</p>}
      {me.error !== null && <p role="alert">The server does not answer: {me.error.message}</p>}
      {vehicles.length > 1 && (
        <ul className={styles.choices}>
          {vehicles.map((id) => (
            <li key={id}>
              <Button className={styles.choice} onClick={() => onChoose(id)}>
                {id}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!me.isPending && vehicles.length === 0 && <TypeVehicle onChoose={onChoose} />}
    </main>
  );
}

function TypeVehicle({ onChoose }: { onChoose: (id: string) => void }) {
  const [text, setText] = useState('');
  const id = useId();
  const valid = ID.test(text.trim());
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (valid) onChoose(text.trim());
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor={id}>Vehicle id, for instance bus-7. Asked once.</label>
      <input
        id={id}
        className={styles.input}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
      />
      {text !== '' && !valid && (
        <p role="status">Letters, digits and . _ ~ @ - are accepted, without spaces.</p>
      )}
      <Button type="submit" look="primary" className={styles.choice} disabled={!valid}>
        Report for this vehicle
      </Button>
    </form>
  );
}
