import type { RiskContract } from "../contract/Risk.contract";

/** One refusal. */
export type RiskEvent = RiskContract;

/** What risk profiles have refused. */
export interface RiskStatisticsModel {
  /** The newest 10 000, newest first. */
  eventList: RiskEvent[];
  /** Number of all, also of those no longer in the list. */
  totalRejections: number;
  /** Number by symbol. */
  bySymbol: Record<string, number>;
  /** Number by strategy. */
  byStrategy: Record<string, number>;
  /** By what the rule said. */
  byComment: Record<string, number>;
}
