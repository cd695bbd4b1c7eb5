import { type BoundingBox, BoxGrid, createFence, type Fence } from '@waycast/geo';
import type { FenceIndex, FenceInForce, GeofenceVersion } from '../../../ports/fences.ts';

/** A version with what questions about it need. */
class Version implements FenceInForce {
  readonly stored: GeofenceVersion;
  readonly box: BoundingBox;
  readonly #vehicles: ReadonlySet<string>;
  readonly #groups: readonly string[];
  #fence: Fence | undefined;

  constructor(stored: GeofenceVersion) {
    this.stored = stored;
    // Most fences of a tenant are never near any of its vehicles: what each side needs is not kept for those.
    this.box = createFence(stored.shape).box;
    this.#vehicles = new Set(stored.appliesTo?.vehicles);
    this.#groups = stored.appliesTo?.groups ?? [];
  }

  get id(): string {
    return this.stored.id;
  }

  get name(): string {
    return this.stored.name;
  }

  get shape(): GeofenceVersion['shape'] {
    return this.stored.shape;
  }

  get dwellS(): number | null {
    return this.stored.dwellS;
  }

  get from(): number {
    return this.stored.changedAt;
  }

  get fence(): Fence {
    this.#fence ??= createFence(this.stored.shape);
    return this.#fence;
  }

  inForce(time: number): boolean {
    const { changedAt, endedAt } = this.stored;
    return time >= changedAt && (endedAt === null || time < endedAt);
  }

  appliesTo(vehicleId: string, groups: ReadonlySet<string>): boolean {
    if (this.stored.appliesTo === null) return true;
    return this.#vehicles.has(vehicleId) || this.#groups.some((group) => groups.has(group));
  }
}

/** The fences of one tenant in memory, with the past that late fixes are judged by. */
export class TenantFences {
  readonly #grid = new BoxGrid<Version>();
  /** By fence; few versions each. */
  readonly #versions = new Map<string, Version[]>();

  /** Takes in versions that are new or have changed. */
  apply(changed: readonly GeofenceVersion[]): void {
    for (const stored of changed) {
      const versions = this.#versions.get(stored.id) ?? [];
      const at = versions.findIndex(({ from }) => from === stored.changedAt);
      const former = versions[at];
      if (former !== undefined) {
        this.#grid.delete(former.box, former);
        versions.splice(at, 1);
      }
      const version = new Version(stored);
      this.#versions.set(stored.id, [...versions, version]);
      this.#grid.add(version.box, version);
    }
  }

  indexFor(vehicleId: string, groups: ReadonlySet<string>): FenceIndex {
    const counts = (version: Version, time: number): boolean =>
      version.inForce(time) && version.appliesTo(vehicleId, groups);
    return {
      touching: (box, time) =>
        this.#grid
          .touching(box)
          .filter((version) => counts(version, time))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      at: (id, time) => this.#versions.get(id)?.find((version) => counts(version, time)),
    };
  }
}
