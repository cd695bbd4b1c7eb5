import type { Passenger } from '@waycast/contract';
import { Nfc, QrCode } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { studentOf } from './acts.ts';
import styles from './school-driver.module.css';
import { canReadNfc, canReadQr, useNfc, useQrCamera } from './use-readers.ts';
import type { Taps } from './use-taps.ts';

interface ScanPanelProps {
  readonly students: readonly Passenger[];
  readonly moving: boolean;
  readonly onScan: Taps['scan'];
}

/** Cards by camera or by NFC, as far as this phone can; a number is typed only while standing. */
export function ScanPanel({ students, moving, onScan }: ScanPanelProps) {
  const [open, setOpen] = useState<'qr' | 'nfc' | null>(null);
  const read = (method: 'qr' | 'nfc' | 'tap') => (cardId: string) =>
    onScan(cardId, studentOf(students, { cardId }), method);
  const turn = (what: 'qr' | 'nfc'): void => setOpen(open === what ? null : what);
  return (
    <section className={styles.scan} aria-label="Cards">
      <div className={styles.scanButtons}>
        {canReadQr() && (
          <Button aria-pressed={open === 'qr'} onClick={() => turn('qr')}>
            <QrCode size={20} aria-hidden /> {open === 'qr' ? 'Stop scanning' : 'Scan QR'}
          </Button>
        )}
        {canReadNfc() && (
          <Button aria-pressed={open === 'nfc'} onClick={() => turn('nfc')}>
            <Nfc size={20} aria-hidden /> {open === 'nfc' ? 'Stop reading cards' : 'Read cards'}
          </Button>
        )}
      </div>
      {open === 'qr' && <Camera onRead={read('qr')} />}
      {open === 'nfc' && <NfcReader onRead={read('nfc')} />}
      {moving ? (
        <p className={styles.hint}>A card number can be typed while the bus stands.</p>
      ) : (
        <TypedCard onRead={read('tap')} />
      )}
    </section>
  );
}

function Camera({ onRead }: { readonly onRead: (cardId: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const problem = useQrCamera(video, onRead);
  return (
    <>
      <video ref={video} className={styles.camera} muted playsInline aria-label="Camera" />
      {problem !== null && <p className={styles.problem}>{problem}</p>}
    </>
  );
}

function NfcReader({ onRead }: { readonly onRead: (cardId: string) => void }) {
  const problem = useNfc(onRead);
  return (
    <p className={problem === null ? styles.hint : styles.problem}>
      {problem ?? 'Hold cards to the back of the phone.'}
    </p>
  );
}

function TypedCard({ onRead }: { readonly onRead: (cardId: string) => void }) {
  const [text, setText] = useState('');
  const cardId = text.trim();
  const valid = /^[\x21-\x7e]{1,128}$/.test(cardId);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!valid) return;
    onRead(cardId);
    setText('');
  };
  return (
    <form className={styles.typed} onSubmit={submit}>
      <input
        aria-label="Card number"
        placeholder="Card number"
        value={text}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" disabled={!valid}>
        Enter
      </Button>
    </form>
  );
}
