import type { IRiskActivePosition } from "../interfaces/Risk.interface";

/** A place somebody holds until a position is open. */
export interface RiskPlace {
  /** Whose place it is. */
  readonly key: string;
  /** The position it is about to become. */
  readonly position: IRiskActivePosition;
}

/** Who has a place in a risk profile: open positions by key, and reservations. Judges nothing and stores nothing. */
export class RiskLedger {
  private positions: ReadonlyMap<string, IRiskActivePosition> = new Map();
  private readonly places = new Set<RiskPlace>();

  /** What the holder of a key sees: all positions, and the reservations of the others. One entry per key. */
  public listFor(key: string): readonly IRiskActivePosition[] {
    const visible = new Map(this.positions);
    for (const place of this.places) {
      if (place.key !== key && !visible.has(place.key)) {
        visible.set(place.key, place.position);
      }
    }
    return Object.freeze([...visible.values()]);
  }

  public get isEmpty(): boolean {
    return this.positions.size === 0 && this.places.size === 0;
  }

  public has(key: string): boolean {
    return this.positions.has(key);
  }

  /** Whether the position of a key is that of a signal. */
  public hasSignal(key: string, signalId: string): boolean {
    return this.positions.get(key)?.signal?.id === signalId;
  }

  /** The positions as they would be with one more. */
  public plan(key: string, position: IRiskActivePosition): ReadonlyMap<string, IRiskActivePosition> {
    return new Map(this.positions).set(key, position);
  }

  /** The positions as they would be without one. */
  public planWithout(key: string): ReadonlyMap<string, IRiskActivePosition> {
    const next = new Map(this.positions);
    next.delete(key);
    return next;
  }

  /** Makes a plan come true. */
  public replace(positions: ReadonlyMap<string, IRiskActivePosition>): void {
    this.positions = positions;
  }

  public hold(place: RiskPlace): void {
    this.places.add(place);
  }

  public holds(place: RiskPlace): boolean {
    return this.places.has(place);
  }

  public release(place: RiskPlace): void {
    this.places.delete(place);
  }

  /** Gives back whatever is reserved under a key. */
  public releaseAll(key: string): void {
    for (const place of this.places) {
      if (place.key === key) {
        this.places.delete(place);
      }
    }
  }
}
