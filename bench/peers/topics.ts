/** Those who follow a topic: a vehicle, or all of them. */
export class Topics<Follower> {
  readonly #followers = new Map<string, Set<Follower>>();

  join(topic: string, follower: Follower): void {
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(follower));
  }

  leaveAll(follower: Follower): void {
    for (const followers of this.#followers.values()) followers.delete(follower);
  }

  *of(vehicleId: string): Iterable<Follower> {
    yield* this.#followers.get(vehicleId) ?? [];
    yield* this.#followers.get(FLEET) ?? [];
  }
}

/** The topic of those who follow all vehicles. */
export const FLEET = '*';

/** A message of Waycast's raw WebSocket, as the crowd sends it. */
export interface Command {
  readonly type: string;
  readonly id: number;
  readonly vehicleId: string;
}

/** What it joins; undefined for a fix. */
export function topicOf(command: Command): string | undefined {
  if (command.type === 'track:fleet') return FLEET;
  return command.type === 'track:vehicle' ? command.vehicleId : undefined;
}

/** The answer to a command. */
export function ackOf({ id }: Command): string {
  return `{"type":"ack","id":${id},"ok":true}`;
}
