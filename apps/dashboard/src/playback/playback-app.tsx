import { Connected } from '../session/connected.tsx';
import { PlaybackPage } from './playback-page.tsx';

/** A vehicle's past, day by day. */
export function PlaybackApp() {
  return (
    <Connected>
      <PlaybackPage />
    </Connected>
  );
}
