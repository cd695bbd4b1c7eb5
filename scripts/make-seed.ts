// Part of `npm run prepare`: the prepared data folder of the embedded database, so that a first start is quick.
import { makeSeed } from '../packages/server/src/adapters/postgres/embedded/make-seed.ts';

await makeSeed();
