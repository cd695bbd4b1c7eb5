import type { RouteArguments } from '@waycast/client';

/** It shows notifications and controls nothing: the page about alerts loads as any other. */
const WORKER = '/push-worker.js';
const SCOPE = '/alerts';

type NewSubscription = NonNullable<RouteArguments<'subscribePush'>[0]>;

export function pushSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** The browser's own subscription, if it has one. */
export async function deviceSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return registration?.pushManager.getSubscription() ?? null;
}

/** Asks for permission where needed, and subscribes; one with another key is replaced. */
export async function startSubscription(publicKey: string): Promise<NewSubscription> {
  if ((await Notification.requestPermission()) !== 'granted')
    throw new Error('The browser keeps notifications back. Allow them for this page in its settings.');
  const { pushManager } = await activeRegistration();
  const key = bytesOf(publicKey);
  const known = await pushManager.getSubscription();
  if (known !== null && !sameBytes(known.options.applicationServerKey, key)) await known.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys = {} } = subscription.toJSON();
  const { p256dh = '', auth = '' } = keys;
  return { endpoint: endpoint ?? '', keys: { p256dh, auth } };
}

export async function endSubscription(): Promise<void> {
  await (await deviceSubscription())?.unsubscribe();
}

/** Subscribing needs a worker that has been activated. */
async function activeRegistration(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  const worker = registration.installing ?? registration.waiting;
  if (registration.active !== null || worker === null) return registration;
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (worker.state === 'activated') resolve();
    };
    worker.addEventListener('statechange', check);
    check();
  });
  return registration;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function sameBytes(a: ArrayBuffer | null, b: Uint8Array): boolean {
  if (a === null || a.byteLength !== b.length) return false;
  return new Uint8Array(a).every((byte, index) => byte === b[index]);
}
