import type { Random } from './random.ts';
import type { RoadClass } from './road-class.ts';

const STEMS = [
  'William',
  'Catherine',
  'Mallow',
  'Thomond',
  'Barrington',
  'Glentworth',
  'Sexton',
  'Denmark',
  'Cecil',
  'Henry',
  'Lower Mill',
  'Upper Mill',
  'Saint Anne',
  'Saint Brigid',
  'Abbey',
  'Castle',
  'Market',
  'Chapel',
  'Orchard',
  'Priory',
  'Weir',
  'Tannery',
  'Chandler',
  'Cooper',
  'Fletcher',
  'Harbour',
  'Foundry',
  'Linen',
  'Quarry',
  'Station',
  'Alder',
  'Ash',
  'Beech',
  'Birch',
  'Cedar',
  'Elm',
  'Hawthorn',
  'Hazel',
  'Holly',
  'Juniper',
  'Larch',
  'Linden',
  'Maple',
  'Oak',
  'Poplar',
  'Rowan',
  'Sycamore',
  'Willow',
  'Heron',
  'Kingfisher',
  'Lark',
  'Swallow',
  'Wren',
  'Curlew',
  'Bishop',
  'Canon',
  'Dean',
  'Garrison',
  'Mayor',
  'Sheriff',
  'Summer',
  'Winter',
  'North',
  'South',
  'Clare',
  'Ormond',
  'Desmond',
  'Galway',
  'Kerry',
  'Tipperary',
  'Observatory',
  'Windmill',
  'Ropewalk',
  'Saddler',
  'Spinner',
  'Glover',
] as const;

const SUFFIXES: Readonly<Record<RoadClass, readonly string[]>> = {
  trunk: ['Orbital'],
  primary: ['Street', 'Avenue'],
  secondary: ['Street', 'Road', 'Parade'],
  residential: ['Street', 'Road', 'Terrace', 'Place', 'Gardens'],
  lane: ['Lane', 'Row', 'Close', 'Court'],
};

const VILLAGES = [
  'Castleconnor',
  'Ballymore',
  'Kilbride',
  'Newbridge',
  'Ardfield',
  'Clonlara',
  'Rathkeale',
  'Dromin',
];

/** Hands out street names, none of them twice. */
export interface StreetNames {
  street(roadClass: RoadClass): string;
  /** A country road is named for where it leads. */
  countryRoad(): string;
  bridge(): string;
}

export function createStreetNames(random: Random): StreetNames {
  const stems = shuffle(STEMS, random);
  const villages = shuffle(VILLAGES, random);
  const used = new Set<string>();
  let turn = 0;
  function street(roadClass: RoadClass): string {
    for (;;) {
      const stem = stems[turn % stems.length] ?? 'New';
      const suffixes = SUFFIXES[roadClass];
      const suffix =
        suffixes[Math.floor(turn / stems.length + random.next() * suffixes.length) % suffixes.length];
      // After enough rounds every pair has been used; a number keeps names unique then.
      const name = turn < stems.length * 8 ? `${stem} ${suffix}` : `${stem} ${suffix} ${turn}`;
      turn += 1;
      if (!used.has(name)) {
        used.add(name);
        return name;
      }
    }
  }
  return {
    street,
    countryRoad: () => `${villages.pop() ?? street('primary')} Road`,
    bridge: () => `${street('primary').replace(/ (Street|Avenue)$/, '')} Bridge`,
  };
}

function shuffle(items: readonly string[], random: Random): string[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] ?? '', shuffled[i] ?? ''];
  }
  return shuffled;
}
