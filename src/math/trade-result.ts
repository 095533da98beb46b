/** What the figures need of a closed trade. Lists of trades are chronological by close. */
export interface TradeResult {
  /** When the position was entered, ms. */
  readonly openTime: number;
  /** When it was closed, ms. */
  readonly closeTime: number;
  /** Result after costs, percent of the stake. */
  readonly pnlPercentage: number;
  /** Entry, quote currency. */
  readonly priceOpen: number;
  /** Stop loss, quote currency. */
  readonly priceStopLoss: number;
}
