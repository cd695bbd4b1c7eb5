import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../shell/button.tsx';
import { CopyCommand } from '../shell/copy-command.tsx';
import type { Webhook } from './alert-words.ts';
import styles from './alerts.module.css';
import { DeadLetters } from './dead-letters.tsx';
import { Failure } from './failure.tsx';
import { WebhookEntry } from './webhook-entry.tsx';
import { WebhookEvents } from './webhook-events.tsx';

const KEY = ['alerts', 'webhooks'] as const;

/** Addresses that alerts and messages are posted to, what could not be delivered, and the way to add one. */
export function Webhooks() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: KEY });
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => http.listWebhooks({ signal }),
    retry: false,
    staleTime: 0,
  });
  const [secret, setSecret] = useState<string | null>(null);
  if (error !== null) return <Failure error={error} />;
  return (
    <section aria-label="Webhooks" className={styles.sections}>
      {secret !== null && <NewSecret secret={secret} />}
      {data?.webhooks.length === 0 && (
        <div className={styles.empty}>
          <h2>No webhooks yet</h2>
          <p>
            A webhook gets every alert, or what is said in conversations, as a signed POST, and again until it
            takes it.
          </p>
        </div>
      )}
      <ul className={styles.list}>
        {data?.webhooks.map((webhook) => (
          <WebhookEntry key={webhook.webhookId} webhook={webhook} onChange={refresh} onSecret={setSecret} />
        ))}
      </ul>
      <AddWebhook
        onMade={(made) => {
          setSecret(made);
          refresh();
        }}
      />
      <DeadLetters />
    </section>
  );
}

function NewSecret({ secret }: { secret: string }) {
  return (
    <div className={styles.secret} role="status">
      <strong>The secret, shown this once</strong>
      <p>Receivers verify signatures with it. Keep it where they find it.</p>
      <CopyCommand command={secret} />
    </div>
  );
}

function AddWebhook({ onMade }: { onMade: (secret: string) => void }) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<Webhook['events']>(null);
  const id = useId();
  const make = useMutation({
    mutationFn: () => http.createWebhook({ url, events }),
    onSuccess: ({ secret }) => {
      setUrl('');
      setEvents(null);
      onMade(secret);
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    make.mutate();
  }
  return (
    <form className={styles.add} onSubmit={submit}>
      <label htmlFor={id}>Address of a new webhook</label>
      <div className={styles.addRow}>
        <input
          id={id}
          type="url"
          required
          value={url}
          placeholder="https://example.com/hooks/waycast"
          onChange={(event) => setUrl(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={make.isPending}>
          Add
        </Button>
      </div>
      <WebhookEvents events={events} onChange={setEvents} />
      <Failure error={make.error} />
    </form>
  );
}
