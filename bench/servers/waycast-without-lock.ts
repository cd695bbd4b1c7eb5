// Acceptances of orders go to the database without the lock before it.
import { serve } from '../processes/serve.ts';

await serve({ orderLock: false });
