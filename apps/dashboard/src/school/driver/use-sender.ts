import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { SchoolApi } from '../api/school-api.ts';
import { ActSender, type SenderState } from './act-sender.ts';
import { type DriverStore, openDriverStore } from './idb-driver-store.ts';

/** The phone's store for this driver; null while it is opened. */
export function useDriverStore(subject: string): {
  readonly store: DriverStore | null;
  readonly problem: string | null;
} {
  const [store, setStore] = useState<DriverStore | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let opened: DriverStore | undefined;
    let closed = false;
    openDriverStore(subject).then(
      (made) => {
        opened = made;
        if (closed) made.close();
        else setStore(made);
      },
      (error: unknown) =>
        setProblem(`This browser keeps no data, so taps cannot wait for a connection. ${String(error)}`),
    );
    return () => {
      closed = true;
      opened?.close();
      setStore(null);
    };
  }, [subject]);
  return { store, problem };
}

const NOTHING: SenderState = { waiting: [], remarks: [], problem: null };

/** Sends what waits on this phone; tries at once when the connection is back. */
export function useSender(
  api: SchoolApi,
  store: DriverStore | null,
  onSent: () => void,
): { readonly sender: ActSender | null; readonly state: SenderState } {
  const [sender, setSender] = useState<ActSender | null>(null);
  const sent = useRef(onSent);
  sent.current = onSent;
  useEffect(() => {
    if (store === null) return undefined;
    const made = new ActSender({ store, api, onSent: () => sent.current() });
    const poke = (): void => made.poke();
    window.addEventListener('online', poke);
    setSender(made);
    return () => {
      window.removeEventListener('online', poke);
      made.close();
      setSender(null);
    };
  }, [api, store]);
  const state = useSyncExternalStore(
    (listener) => sender?.subscribe(listener) ?? (() => undefined),
    () => sender?.state ?? NOTHING,
  );
  return { sender, state };
}
