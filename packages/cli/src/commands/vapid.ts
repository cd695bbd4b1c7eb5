import { newVapidKeys } from '@waycast/server/push-keys';

/** Prints new keys for Web Push as lines of an env file. */
export function printVapidKeys({ subject }: { subject: string }): void {
  const { publicKey, privateKey } = newVapidKeys();
  process.stdout.write(
    `VAPID_PUBLIC_KEY=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}\nVAPID_SUBJECT=${subject}\n`,
  );
  process.stderr.write(
    'Put these into the environment or .env of every server, and keep the private key to yourself. Browsers that\n' +
      'subscribed with other keys have to subscribe again.\n',
  );
}
