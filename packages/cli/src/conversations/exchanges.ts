/** What simulated people say to each other, in turns. */
export interface Exchange {
  readonly title: string | null;
  readonly lines: readonly { readonly by: 'customer' | 'agent'; readonly text: string }[];
}

const customer = (text: string) => ({ by: 'customer', text }) as const;
const agent = (text: string) => ({ by: 'agent', text }) as const;

export const EXCHANGES: readonly Exchange[] = [
  {
    title: null,
    lines: [
      customer('Hello, my taxi should have been here ten minutes ago. Is it still coming?'),
      agent('Let me look at where it is.'),
      agent('It stands at the level crossing, two streets from you. It should be there in four minutes.'),
      customer('I see it now, thank you!'),
    ],
  },
  {
    title: 'A bag on line 01',
    lines: [
      customer('My son left his bag on the bus this morning. It is green, with a swimming badge.'),
      agent('I have asked the driver. He looks at the next stop.'),
      agent('He has it. You get it back this afternoon, from the same bus.'),
      customer('Wonderful. He will be relieved 🙂'),
      agent('You are welcome.'),
    ],
  },
  {
    title: null,
    lines: [
      customer('Can I order a taxi for tomorrow at six in the morning?'),
      agent('Not ahead of time yet, but at six there are always three cars near the station.'),
      customer('Then I order when I get up. Thanks.'),
    ],
  },
  {
    title: null,
    lines: [
      customer('The invoice of last month counts a ride twice.'),
      customer('On the 14th, from the harbour to the hospital.'),
      agent('You are right, I see both. I take one off, and you get a new invoice today.'),
      customer('Thank you for being so quick.'),
    ],
  },
  {
    title: 'Stop at the mill',
    lines: [
      customer('Will the school bus still stop at the mill while the bridge is closed?'),
      agent('Yes, but on the other side of the road. The line is on the map of the page for parents.'),
      customer('Good to know.'),
    ],
  },
  {
    title: null,
    lines: [
      customer('Is there a car with room for a wheelchair?'),
      agent('Two of them. Say so in the note when you order, and one of these comes.'),
      customer('Perfect.'),
    ],
  },
];

/** What an agent says to somebody who is not simulated. */
export const ANSWERS: readonly string[] = [
  'Hello! This is the demo’s agent. I answer by myself, and people answer at /inbox.',
  'I have noted that. A person who opens /inbox sees it at once, and may answer in my place.',
  'That sounds right. Is there anything else?',
];
