import type { Joined } from '../kernel/subscribe.ts';
import { preparedEpoch } from './join-publications.ts';
import type { Joining } from './join-runs.ts';

export const once: Joining = async (rig, topic, hook) => {
  const joined = await rig.subscribe.join(rig.session, topic);
  await hook('acked');
  rig.answer(joined);
  return joined;
};

function withSince(offset: number, epoch?: string): Joining {
  return async (rig, topic, hook) => {
    const joined = await rig.subscribe.join(rig.session, topic, {
      epoch: epoch ?? preparedEpoch(topic),
      offset,
    });
    await hook('acked');
    rig.answer(joined);
    return joined;
  };
}

/** Two joins of one topic under way at once, answered in either order. Resolves to what decides the position. */
export function sideBySide({
  reverse = false,
  since = [],
}: {
  reverse?: boolean;
  since?: readonly (number | undefined)[];
} = {}): Joining {
  return async (rig, topic, hook) => {
    const positions = [since[0], since[1]].map((offset) =>
      offset === undefined ? undefined : { epoch: preparedEpoch(topic), offset },
    );
    const joins = await Promise.all(
      positions.map((position) => rig.subscribe.join(rig.session, topic, position)),
    );
    for (const joined of reverse ? joins.toReversed() : joins) {
      await hook('acked');
      rig.answer(joined);
    }
    const decides = joins[since[0] !== undefined && since[1] === undefined ? 0 : 1];
    if (decides === undefined) throw new Error('two joins make two');
    return decides;
  };
}

/** Joined already, and joined again without a position: the running follow goes on. */
const again: Joining = async (rig, topic, hook) => {
  const joined = await once(rig, topic, hook);
  await once(rig, topic, hook);
  return joined;
};

export const LOG_JOININGS: Readonly<Record<string, { joining: Joining; first: (joined: Joined) => number }>> =
  {
    'without a position': { joining: once, first: ({ offset }) => offset + 1 },
    'since the start': { joining: withSince(0), first: () => 1 },
    'since the second': { joining: withSince(2), first: () => 3 },
    'since the last': { joining: withSince(3), first: () => 4 },
    'since another epoch': { joining: withSince(2, 'another'), first: ({ offset }) => offset + 1 },
    'twice without a position': { joining: again, first: ({ offset }) => offset + 1 },
    'since and without a position side by side': {
      joining: sideBySide({ since: [1, undefined] }),
      first: () => 2,
    },
    'the same, answered in reverse': {
      joining: sideBySide({ since: [1, undefined], reverse: true }),
      first: () => 2,
    },
    'without a position and since side by side': {
      joining: sideBySide({ since: [undefined, 1] }),
      first: () => 2,
    },
    'since two positions side by side': { joining: sideBySide({ since: [0, 1] }), first: () => 2 },
  };
