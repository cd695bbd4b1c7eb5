import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../shell/button.tsx';
import type { GuardianDraft } from './student-draft.ts';
import styles from './students.module.css';

interface GuardianRowsProps {
  readonly guardians: readonly GuardianDraft[];
  readonly onGuardians: (guardians: readonly GuardianDraft[]) => void;
}

/** Who may see where the child's bus is. */
export function GuardianRows({ guardians, onGuardians }: GuardianRowsProps) {
  const change = (key: string, next: Partial<GuardianDraft>): void =>
    onGuardians(guardians.map((one) => (one.key === key ? { ...one, ...next } : one)));
  return (
    <fieldset className={styles.rows}>
      <legend>Guardians</legend>
      {guardians.map(({ key, guardianId, relation }) => (
        <div key={key} className={styles.guardian}>
          <input
            aria-label="Guardian, the subject of their token"
            placeholder="Subject of their token"
            value={guardianId}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => change(key, { guardianId: target.value })}
          />
          <input
            aria-label="Relation"
            placeholder="Such as mother"
            value={relation}
            autoComplete="off"
            onChange={({ target }) => change(key, { relation: target.value })}
          />
          <IconButton
            label="Take this guardian away"
            onClick={() => onGuardians(guardians.filter((one) => one.key !== key))}
          >
            <X size={16} />
          </IconButton>
        </div>
      ))}
      <Button
        className={styles.add}
        onClick={() =>
          onGuardians([...guardians, { key: crypto.randomUUID(), guardianId: '', relation: '' }])
        }
      >
        <Plus size={16} aria-hidden /> Add a guardian
      </Button>
    </fieldset>
  );
}
