import { type Webhook, webhookEventName } from './alert-words.ts';
import styles from './alerts.module.css';

/** What people choose among; single kinds of alerts are chosen over the API. */
const CHOICES = ['alerts', 'message.new', 'conversation.changed'] as const;

interface WebhookEventsProps {
  readonly events: Webhook['events'];
  readonly onChange: (events: Webhook['events']) => void;
}

/** What a webhook gets. The last of them cannot be taken away: it would get nothing. */
export function WebhookEvents({ events, onChange }: WebhookEventsProps) {
  const chosen = events ?? ['alerts'];
  const toggle = (choice: (typeof CHOICES)[number]): void => {
    const next = chosen.includes(choice) ? chosen.filter((one) => one !== choice) : [...chosen, choice];
    onChange(next.length === 1 && next[0] === 'alerts' ? null : next);
  };
  return (
    <fieldset className={styles.choices}>
      <legend>What it gets</legend>
      {CHOICES.map((choice) => {
        const checked = chosen.includes(choice);
        return (
          <label key={choice} className={styles.choice}>
            <input
              type="checkbox"
              checked={checked}
              disabled={checked && chosen.length === 1}
              onChange={() => toggle(choice)}
            />{' '}
            {webhookEventName(choice).toLowerCase()}
          </label>
        );
      })}
    </fieldset>
  );
}
