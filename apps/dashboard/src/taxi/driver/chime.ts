/** Two tones, for a driver who looks at the street. */
export interface Chime {
  /** Browsers let a page sound only after it was touched: called with a touch. */
  allow(): void;
  ring(): void;
  close(): void;
}

const TONES = [
  [880, 0],
  [1175, 0.16],
] as const;
const LASTS_S = 0.28;
const LOUD = 0.35;
const BUZZ_MS = [120, 80, 120];

export function createChime(): Chime {
  let context: AudioContext | undefined;
  const warn = (error: unknown): void => console.warn('This phone gives no sound.', error);
  return {
    allow() {
      context ??= new AudioContext();
      context.resume().catch(warn);
    },
    ring() {
      if (context?.state !== 'running') return;
      navigator.vibrate?.(BUZZ_MS);
      for (const [hertz, afterS] of TONES) sound(context, hertz, context.currentTime + afterS);
    },
    close() {
      context?.close().catch(warn);
      context = undefined;
    },
  };
}

function sound(context: AudioContext, hertz: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUD, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LASTS_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + LASTS_S);
}
