import { type RefObject, useEffect, useRef, useState } from 'react';

/** Shape Detection and Web NFC, as far as they are used here: TypeScript knows neither. */
interface BarcodeReader {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface NfcMessage extends Event {
  readonly serialNumber: string;
  readonly message: {
    readonly records: readonly { readonly recordType: string; readonly data?: DataView }[];
  };
}
interface NfcReader extends EventTarget {
  scan(options: { readonly signal: AbortSignal }): Promise<void>;
}
interface Readers {
  readonly BarcodeDetector?: new (options: { readonly formats: readonly string[] }) => BarcodeReader;
  readonly NDEFReader?: new () => NfcReader;
}

const readers = globalThis as Readers;
/** Often enough that nobody waits, seldom enough for the battery. */
const LOOK_EVERY_MS = 250;

export function canReadQr(): boolean {
  return readers.BarcodeDetector !== undefined && navigator.mediaDevices !== undefined;
}

export function canReadNfc(): boolean {
  return readers.NDEFReader !== undefined;
}

/** Shows the camera and tells each code that it sees. Returns why it does not, in words. */
export function useQrCamera(
  video: RefObject<HTMLVideoElement | null>,
  onRead: (text: string) => void,
): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    const shown = video.current;
    if (readers.BarcodeDetector === undefined || shown === null) return undefined;
    const detector = new readers.BarcodeDetector({ formats: ['qr_code', 'code_128'] });
    let stream: MediaStream | undefined;
    let stopped = false;
    const look = async (): Promise<void> => {
      for (const { rawValue } of await detector.detect(shown)) if (!stopped) read.current(rawValue.trim());
    };
    const timer = setInterval(() => {
      // A frame that cannot be read is no news: the next one comes at once.
      if (shown.readyState >= shown.HAVE_CURRENT_DATA) look().catch(() => undefined);
    }, LOOK_EVERY_MS);
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (stopped) return stopAll(stream);
      shown.srcObject = stream;
      await shown.play();
    };
    begin().catch(() => {
      if (!stopped) setProblem('This page may not use the camera. Allow it in the settings of the browser.');
    });
    return () => {
      stopped = true;
      clearInterval(timer);
      if (stream !== undefined) stopAll(stream);
    };
  }, [video]);
  return problem;
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Tells each card that is held to the phone: its text if it carries one, else its serial number. */
export function useNfc(onRead: (text: string) => void): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    if (readers.NDEFReader === undefined) return undefined;
    const aborted = new AbortController();
    const reader = new readers.NDEFReader();
    const take = (event: Event): void => read.current(cardOf(event as NfcMessage));
    reader.addEventListener('reading', take);
    reader.scan({ signal: aborted.signal }).catch(() => {
      if (!aborted.signal.aborted)
        setProblem('This phone does not read cards now. Switch NFC on and allow it for this page.');
    });
    return () => {
      aborted.abort();
      reader.removeEventListener('reading', take);
    };
  }, []);
  return problem;
}

function cardOf({ serialNumber, message }: NfcMessage): string {
  const text = message.records.find(({ recordType }) => recordType === 'text')?.data;
  return text === undefined ? serialNumber : new TextDecoder().decode(text).trim();
}
