import { useRealtimeConnection } from '@waycast/react';
import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../shell/button.tsx';
import { saveFile } from '../shell/save-file.ts';
import styles from './playback.module.css';

const FORMATS = [
  { format: 'gpx', words: 'GPX' },
  { format: 'geojson', words: 'GeoJSON' },
  { format: 'kml', words: 'KML' },
  { format: 'csv', words: 'CSV' },
] as const;

interface ExportMenuProps {
  readonly vehicleId: string;
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** The day as a file, with every stored fix. */
export function ExportMenu({ vehicleId, day, from, to }: ExportMenuProps) {
  const { connection } = useRealtimeConnection();
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (format: (typeof FORMATS)[number]['format']): Promise<void> => {
    setProblem(null);
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), format };
    const response = await connection.http.history({ id: vehicleId }, range);
    saveFile(await response.blob(), `${vehicleId}-${day}.${format}`);
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
                onSelect={() => save(format).catch((error: Error) => setProblem(error.message))}
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
