import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useId } from 'react';
import { Field } from '../../shell/field.tsx';

interface RegistryChoiceProps {
  readonly kind: 'vehicles' | 'drivers';
  readonly label: string;
  readonly note?: string;
  readonly value: string;
  readonly onValue: (id: string) => void;
}

/** Suggestions beyond this are typed for. */
const SUGGESTED_MAX = 500;

/** A vehicle or a driver by id, suggested from the registry by name. */
export function RegistryChoice({ kind, label, note, value, onValue }: RegistryChoiceProps) {
  const { http } = useRealtimeConnection().connection;
  const list = useId();
  const { data: known = [] } = useQuery({
    queryKey: ['registry', 'choice', kind],
    queryFn: async ({ signal }) => {
      const query = { limit: SUGGESTED_MAX };
      if (kind === 'vehicles')
        return (await http.listRegisteredVehicles(query, { signal })).items.map((one) => ({
          id: one.vehicleId,
          name: one.name,
        }));
      return (await http.listDrivers(query, { signal })).items.map((one) => ({
        id: one.driverId,
        name: one.name,
      }));
    },
    retry: false,
  });
  const named = known.find(({ id }) => id === value.trim())?.name;
  return (
    <Field label={label} note={named ?? note}>
      {(control) => (
        <>
          <input
            {...control}
            list={list}
            value={value}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onValue(event.target.value)}
          />
          <datalist id={list}>
            {known.map(({ id, name }) => (
              <option key={id} value={id} label={name ?? id} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
