import { MergeRisk } from "../../../client/MergeRisk";
import { NOOP_RISK } from "../../../client/noop-risk";
import type { IRisk, IRiskProfile, RiskName } from "../../../interfaces/Risk.interface";

/** What a strategy's schema says of profiles. */
interface IRiskNames {
  readonly riskName?: RiskName;
  /** Untyped schemas may say null for none. */
  readonly riskList?: readonly RiskName[] | null;
}

/**
 * The profiles of a strategy in the four cases: no profile, one, a list, and one with a list behind it.
 * @param getRisk - the client of a profile
 */
export const selectRisk = (
  { riskName, riskList }: IRiskNames,
  getRisk: (name: RiskName) => IRiskProfile,
): IRisk => {
  const list = riskList ?? [];
  if (list.length === 0) {
    return riskName ? getRisk(riskName) : NOOP_RISK;
  }
  const names = riskName ? [riskName, ...list] : list;
  return new MergeRisk(names.map((name) => getRisk(name)));
};

/**
 * The profiles of a strategy, looked up whenever they are asked for. The getter has a class of its own: with one in a literal the
 * runtime would read all fields of a client's parameters slowly.
 */
export class SelectedRisk {
  public constructor(private readonly select: () => IRisk) {}

  public get risk(): IRisk {
    return this.select();
  }
}
