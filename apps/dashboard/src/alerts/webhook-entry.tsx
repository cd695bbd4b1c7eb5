import { useMutation } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { Trash2 } from 'lucide-react';
import { Button, IconButton } from '../shell/button.tsx';
import { type Webhook, webhookEventName } from './alert-words.ts';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';
import { WebhookEvents } from './webhook-events.tsx';

interface WebhookEntryProps {
  readonly webhook: Webhook;
  readonly onChange: () => void;
  readonly onSecret: (secret: string) => void;
}

/** One webhook, with what can be done about it. */
export function WebhookEntry({ webhook, onChange, onSecret }: WebhookEntryProps) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const { webhookId, url, events, active, createdAt: _, formerSecretUntil: __, ...rest } = webhook;
  const ping = useMutation({ mutationFn: () => http.pingWebhook({ webhookId }) });
  const change = useMutation({
    mutationFn: (next: Partial<Pick<Webhook, 'active' | 'events'>>) =>
      http.changeWebhook({ webhookId }, { ...rest, url, events, active, ...next }),
    onSettled: onChange,
  });
  const renew = useMutation({
    mutationFn: () => http.changeWebhookSecret({ webhookId }, {}),
    onSuccess: ({ secret }) => onSecret(secret),
    onSettled: onChange,
  });
  const remove = useMutation({
    mutationFn: () => http.deleteWebhook({ webhookId }),
    onSettled: onChange,
  });
  return (
    <li className={styles.entry} data-off={active ? undefined : ''}>
      <div className={styles.what}>
        <strong className={styles.address}>{url}</strong>
        <IconButton label={`Delete ${url}`} onClick={() => remove.mutate()}>
          <Trash2 size={16} />
        </IconButton>
      </div>
      <p className={styles.facts}>
        <span>{(events ?? ['alerts' as const]).map(webhookEventName).join(', ')}</span>
      </p>
      <details className={styles.why}>
        <summary>Change</summary>
        <WebhookEvents events={events} onChange={(next) => change.mutate({ events: next })} />
      </details>
      <div className={styles.buttons}>
        <Button aria-pressed={active} onClick={() => change.mutate({ active: !active })}>
          {active ? 'On' : 'Off'}
        </Button>
        <Button disabled={ping.isPending} onClick={() => ping.mutate()}>
          Test
        </Button>
        <Button disabled={renew.isPending} onClick={() => renew.mutate()}>
          New secret
        </Button>
        <span role="status">{ping.data !== undefined && pingText(ping.data)}</span>
      </div>
      <Failure error={ping.error ?? change.error ?? renew.error ?? remove.error} />
    </li>
  );
}

function pingText({
  delivered,
  status,
  error,
}: {
  delivered: boolean;
  status: number | null;
  error: string | null;
}) {
  return delivered ? `Answered ${status}` : `Not taken: ${error ?? 'no answer'}`;
}
