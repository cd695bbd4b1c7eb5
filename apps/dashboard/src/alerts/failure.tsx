import { WaycastError } from '@waycast/client';
import { Problem } from '../shell/problem.tsx';

/** Why something could not be read or done, and what to do. */
export function Failure({ error }: { error: Error | null }) {
  if (error === null) return null;
  return <Problem role="alert">{failureText(error)}</Problem>;
}

function failureText(error: Error): string {
  if (error instanceof WaycastError && error.code === 'forbidden')
    return 'Alerts of the whole fleet are for dispatchers and admins. Notifications on this device are yours: see above.';
  return error.message;
}
