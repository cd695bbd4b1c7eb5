import type { TaxiSettings } from '@waycast/contract';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import styles from './settings.module.css';

type Mode = TaxiSettings['offers'];
type Figure = Exclude<keyof TaxiSettings, 'offers' | 'serviceAreas'>;

const MODES: Readonly<Record<Mode, readonly [words: string, what: string]>> = {
  broadcast: ['All drivers at once', 'Every driver sees each order; the first who accepts has it.'],
  nearest: [
    'The nearest drivers first',
    'Rounds to the nearest free drivers, each round wider than the last.',
  ],
  batch: [
    'Matched together',
    'As the nearest first; orders that come within a few seconds share drivers so that all wait least.',
  ],
};

interface FigureField {
  readonly name: Figure;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
  /** Modes that read it; absent: all. */
  readonly modes?: readonly Mode[];
}

const ROUNDS = ['nearest', 'batch'] as const;
const FIGURES: readonly FigureField[] = [
  { name: 'expiresAfterS', label: 'An order waits, in seconds', min: 5, max: 3600, step: 1 },
  { name: 'roundS', label: 'A round lasts, in seconds', min: 3, max: 300, step: 1, modes: ROUNDS },
  { name: 'driversPerRound', label: 'Drivers in a round', min: 1, max: 50, step: 1, modes: ROUNDS },
  { name: 'radiusM', label: 'First radius in metres', min: 100, max: 100_000, step: 'any', modes: ROUNDS },
  {
    name: 'maxRadiusM',
    label: 'Widest radius in metres',
    min: 100,
    max: 200_000,
    step: 'any',
    modes: ROUNDS,
  },
  {
    name: 'idleWeight',
    label: 'Seconds a minute of waiting is worth',
    min: 0,
    max: 10,
    step: 'any',
    modes: ROUNDS,
  },
  {
    name: 'windowS',
    label: 'Orders are gathered for, in seconds',
    min: 0.5,
    max: 30,
    step: 'any',
    modes: ['batch'],
  },
];

interface ModeFieldsProps {
  readonly settings: TaxiSettings;
  readonly onSettings: (settings: TaxiSettings) => void;
}

/** Who is offered an order, and the numbers that go with it. */
export function ModeFields({ settings, onSettings }: ModeFieldsProps) {
  const figures = FIGURES.filter(({ modes }) => modes?.includes(settings.offers) ?? true);
  return (
    <>
      <Field label="Who is offered an order" note={MODES[settings.offers][1]}>
        {(control) => (
          <select
            {...control}
            value={settings.offers}
            onChange={({ target }) => onSettings({ ...settings, offers: target.value as Mode })}
          >
            {Object.entries(MODES).map(([mode, [words]]) => (
              <option key={mode} value={mode}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className={styles.figures}>
        {figures.map(({ name, label, min, max, step }) => (
          <Field key={name} label={label}>
            {(control) => (
              <input
                {...control}
                type="number"
                inputMode="decimal"
                {...{ min, max, step }}
                required
                value={settings[name]}
                onChange={({ target }) => onSettings({ ...settings, [name]: Number(target.value) })}
              />
            )}
          </Field>
        ))}
      </div>
      {settings.offers !== 'broadcast' && (
        <p className={forms.note}>Drivers who wait longer are asked earlier; with 0 only nearness counts.</p>
      )}
    </>
  );
}
