import { useRealtimeConnection } from '@waycast/react';
import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../shell/button.tsx';
import { useSave } from '../shell/use-save.ts';
import styles from './playback.module.css';

const FORMATS = [
  { format: 'gpx', words: 'GPX' },
  { format: 'geojson', words: 'GeoJSON' },
  { format: 'kml', words: 'KML' },
  { format: 'csv', words: 'CSV' },
] as const;
type Format = (typeof FORMATS)[number]['format'];

interface ExportMenuProps {
  readonly vehicleId: string;
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** The day as a file, with every stored fix. */
export function ExportMenu({ vehicleId, day, from, to }: ExportMenuProps) {
  const { connection } = useRealtimeConnection();
  const { problem, save } = useSave();
  const made = async (format: Format): Promise<Blob> => {
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), format };
    return (await connection.http.history({ id: vehicleId }, range)).blob();
  };
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button aria-label="Export">
            <Download size={16} aria-hidden /> <span className={styles.exportWords}>Export</span>
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4}>
            {FORMATS.map(({ format, words }) => (
              <DropdownMenu.Item
                key={format}
                className={styles.menuItem}
                onSelect={() => save(() => made(format), `${vehicleId}-${day}.${format}`)}
              >
                {words}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {problem !== null && (
        <p className={styles.notice} role="alert">
          The file could not be made: {problem}
        </p>
      )}
    </>
  );
}
