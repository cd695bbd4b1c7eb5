import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../shell/button.tsx';
import { type AlertRule, channelText, ruleText } from './alert-words.ts';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';
import { RuleDialog } from './rule-dialog.tsx';

const KEY = ['alerts', 'rules'] as const;

/** The rules that make alerts. */
export function Rules() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => http.listAlertRules({ signal }),
    retry: false,
    staleTime: 0,
  });
  const change = useMutation({
    mutationFn: ({ ruleId, createdAt: _, ...body }: AlertRule) => http.changeAlertRule({ ruleId }, body),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (ruleId: string) => http.deleteAlertRule({ ruleId }),
    onSettled: refresh,
  });
  const [making, setMaking] = useState(false);
  if (error !== null) return <Failure error={error} />;
  return (
    <section aria-label="Rules">
      <Failure error={change.error ?? remove.error} />
      {data?.rules.length === 0 && (
        <div className={styles.empty}>
          <h2>No rules yet</h2>
          <p>Without a rule nothing makes an alert. Begin with one about a vehicle that goes offline.</p>
        </div>
      )}
      <ul className={styles.list}>
        {data?.rules.map((rule) => (
          <RuleEntry
            key={rule.ruleId}
            rule={rule}
            onSwitch={() => change.mutate({ ...rule, active: !rule.active })}
            onRemove={() => remove.mutate(rule.ruleId)}
          />
        ))}
      </ul>
      <Button look="primary" onClick={() => setMaking(true)}>
        <Plus size={16} aria-hidden /> New rule
      </Button>
      <RuleDialog open={making} onClose={() => setMaking(false)} onMade={() => void refresh()} />
    </section>
  );
}

interface RuleEntryProps {
  readonly rule: AlertRule;
  readonly onSwitch: () => void;
  readonly onRemove: () => void;
}

function RuleEntry({ rule, onSwitch, onRemove }: RuleEntryProps) {
  return (
    <li className={styles.entry} data-off={rule.active ? undefined : ''}>
      <div className={styles.what}>
        <strong className={styles.summary}>{rule.name}</strong>
        <Button aria-pressed={rule.active} onClick={onSwitch}>
          {rule.active ? 'On' : 'Off'}
        </Button>
        <IconButton label={`Delete ${rule.name}`} onClick={onRemove}>
          <Trash2 size={16} />
        </IconButton>
      </div>
      <p className={styles.facts}>
        <span>{ruleText(rule)}</span>
      </p>
      <p className={styles.facts}>
        <span>{channelText(rule.channels)}</span>
      </p>
    </li>
  );
}
