import { createTown } from '@waycast/geo';

// Drawing a town takes a good part of a second on a phone: not on the thread that paints.
const town = createTown();
postMessage(town);
