import { createConnection } from '@waycast/client';
import { createRandom, DEMO_TOWN_SEED } from '@waycast/geo';
import { demoTown } from '../fleet/demo-town.ts';
import { createFleetReporters } from '../fleet/reporters.ts';
import { createWayFinder } from '../fleet/way.ts';
import type { ServerAccess } from '../sending/server-access.ts';
import { enrol } from './pupils.ts';
import { SchoolDay } from './run-school-day.ts';
import { drawLines } from './school-line.ts';
import { type DemoSchool, enterPlan } from './school-plan.ts';

const BUSES = 40;
const PUPILS_A_BUS = 30;

/** The demo's school under way. */
export interface RunningSchool {
  readonly buses: number;
  readonly pupils: number;
  close(): void;
}

/** A school in the generated town: the same one every time. */
export function createDemoSchool(): DemoSchool {
  const town = demoTown();
  const random = createRandom(DEMO_TOWN_SEED + 7);
  const findWay = createWayFinder(town.graph);
  const lines = drawLines(town, BUSES, random, findWay);
  return { town, lines, pupils: enrol(lines, PUPILS_A_BUS, random), findWay, random };
}

/** Enters the school where the server does not know it yet, and lets its buses drive. */
export async function startDemoSchool(
  access: ServerAccess,
  onFailed: (error: unknown) => void,
): Promise<RunningSchool> {
  const connection = createConnection(access);
  const school = createDemoSchool();
  await enterPlan(connection.http, school);
  const reporters = createFleetReporters(access, BUSES);
  const day = new SchoolDay({ http: connection.http, school, report: reporters.report, onFailed });
  return {
    buses: school.lines.length,
    pupils: school.pupils.length,
    close() {
      day.close();
      reporters.close();
      connection.close();
    },
  };
}
