import { RiskError } from "../errors/RiskError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type {
  IRisk,
  IRiskActivePosition,
  IRiskCheckArgs,
  IRiskProfile,
  IRiskReservation,
  IRiskSignalContext,
  IRiskVerdict,
  RiskDecision,
  RiskPurpose,
} from "../interfaces/Risk.interface";
import type { StrategyName } from "../interfaces/Signal.interface";

/** A place one profile has given. */
interface HeldPlace {
  readonly profile: IRiskProfile;
  readonly reservation: IRiskReservation;
}

const releaseAll = (places: readonly HeldPlace[]): void => {
  for (const { reservation } of places) {
    reservation.release();
  }
};

/** Takes a position back from the profiles that have registered it already. */
const takeBack = async (
  profiles: readonly IRiskProfile[],
  position: IRiskActivePosition,
  cause: unknown,
): Promise<void> => {
  const { symbol, strategyName, exchangeName } = position;
  const failed: string[] = [];
  for (const profile of profiles) {
    try {
      await profile.removeSignal(symbol, { strategyName, exchangeName });
    } catch {
      failed.push(profile.riskName);
    }
  }
  if (failed.length > 0) {
    throw new RiskError(
      "RISK_ROLLBACK_FAILED",
      `the position of ${strategyName} on ${symbol} could not be registered in every risk profile, nor taken back from ${failed.join(", ")}; remove it there once their storage works again`,
      { cause },
    );
  }
};

const commitAll = async (places: readonly HeldPlace[], position: IRiskActivePosition): Promise<void> => {
  const committed: IRiskProfile[] = [];
  try {
    for (const { profile, reservation } of places) {
      await reservation.commit(position);
      committed.push(profile);
    }
  } catch (error) {
    releaseAll(places);
    await takeBack(committed, position, error);
    throw error;
  }
};

const mergePlaces = (places: readonly HeldPlace[]): IRiskReservation =>
  Object.freeze({
    commit: (position: IRiskActivePosition) => commitAll(places, position),
    release: () => {
      releaseAll(places);
    },
  });

/**
 * Several risk profiles as one: asked one after the other, the first refusal ends it and gives back what the earlier
 * ones have reserved. Approvals are told after all have agreed. A profile named twice counts once.
 */
export class MergeRisk implements IRisk {
  private readonly profiles: readonly IRiskProfile[];

  /** @param profiles - in the order they are asked */
  public constructor(profiles: readonly IRiskProfile[]) {
    this.profiles = [...new Set(profiles)];
  }

  /** Asks all profiles without taking a place. */
  public async checkSignal(params: IRiskCheckArgs): Promise<boolean> {
    return (await this.ask(params, "check")).allowed;
  }

  /**
   * Asks all profiles and takes a place in each. When a commit rejects, no profile keeps the position and all places
   * are given back.
   */
  public async reserve(params: IRiskCheckArgs): Promise<RiskDecision> {
    return this.ask(params, "reserve");
  }

  /** Registers a position in every profile, also when one of them fails; rejects with the first failure. */
  public async addSignal(symbol: string, context: IRiskSignalContext): Promise<void> {
    await this.reachAll((profile) => profile.addSignal(symbol, context));
  }

  /** Frees the place in every profile, also when one of them fails; rejects with the first failure. */
  public async removeSignal(symbol: string, context: IRiskSignalContext): Promise<void> {
    await this.reachAll((profile) => profile.removeSignal(symbol, context));
  }

  /** Shows every profile that it is used, also when one of them is another process's; rejects with the first failure. */
  public async hold(symbol: string, strategyName: StrategyName): Promise<void> {
    await this.reachAll((profile) => profile.hold(symbol, strategyName));
  }

  /** Leaves every profile, also when one of them fails; rejects with the first failure. */
  public async letGo(symbol: string, strategyName: StrategyName): Promise<void> {
    await this.reachAll((profile) => profile.letGo(symbol, strategyName));
  }

  private async ask(params: IRiskCheckArgs, purpose: RiskPurpose): Promise<RiskDecision> {
    const places: HeldPlace[] = [];
    const verdicts: IRiskVerdict[] = [];
    try {
      for (const profile of this.profiles) {
        const verdict = await profile.decide(params, purpose);
        const { decision } = verdict;
        if (!decision.allowed) {
          releaseAll(places);
          await verdict.announce();
          return decision;
        }
        places.push({ profile, reservation: decision.reservation });
        verdicts.push(verdict);
      }
      for (const verdict of verdicts) {
        await verdict.announce();
      }
    } catch (error) {
      releaseAll(places);
      throw error;
    }
    return { allowed: true, reservation: mergePlaces(places) };
  }

  private async reachAll(call: (profile: IRiskProfile) => Awaitable<void>): Promise<void> {
    const failures: unknown[] = [];
    for (const profile of this.profiles) {
      try {
        await call(profile);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
}
