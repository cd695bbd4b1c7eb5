interface Stoppable {
  /** What its servers wrote last. */
  lines(): readonly string[];
  stop(): Promise<void>;
}

/** Plays on a ground and stops it; when that fails, what the servers wrote last is said. */
export async function playOn<Ground extends Stoppable, Outcome>(
  ground: Ground,
  say: (line: string) => void,
  play: (ground: Ground) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await play(ground);
  } catch (error) {
    say(ground.lines().join('\n'));
    throw error;
  } finally {
    await ground.stop();
  }
}
