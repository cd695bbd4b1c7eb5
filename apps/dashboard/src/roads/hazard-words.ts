import { HAZARD_TYPES, type Hazard, type HazardType } from '@waycast/contract';
import { countText } from '../words/figures.ts';

/** Each with its word and the letter that its mark has. */
const WORDS: Readonly<Record<HazardType, readonly [word: string, letter: string]>> = {
  POTHOLE: ['Pothole', 'P'],
  CLOSURE: ['Closed road', 'C'],
  ACCIDENT: ['Accident', 'A'],
  OBSTACLE: ['Something in the way', 'O'],
  ICE: ['Ice', 'I'],
  FLOOD: ['Water on the road', 'W'],
};

export const HAZARD_CHOICES = HAZARD_TYPES.map((type) => ({ type, word: WORDS[type][0] }));

export function hazardWord(type: HazardType): string {
  return WORDS[type][0];
}

export function hazardLetter(type: HazardType): string {
  return WORDS[type][1];
}

/** "3 say so, 1 says it is gone". */
export function votesText({
  confirmations,
  dismissals,
}: Pick<Hazard, 'confirmations' | 'dismissals'>): string {
  const there = countText(confirmations, 'says so', 'say so');
  return dismissals === 0 ? there : `${there}, ${countText(dismissals, 'says it is gone', 'say it is gone')}`;
}
