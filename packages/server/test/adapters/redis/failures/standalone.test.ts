import { survives } from './faults-of.ts';
import { openStandalone, STANDALONE_FAULTS } from './standalone-faults.ts';

survives('one Redis', STANDALONE_FAULTS, openStandalone);
