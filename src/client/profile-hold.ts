import type { IStrategyParams } from "../interfaces/Strategy.interface";

/** The hold of a live strategy on its risk profiles, which count in one process; a back-test has none. */
export class ProfileHold {
  private isTaken = false;

  public constructor(private readonly params: IStrategyParams) {}

  /**
   * Shows that the strategy uses its profiles; with every tick.
   * @throws PersistError `PERSIST_LOCKED` while another process has one of them
   */
  public async show(): Promise<void> {
    const { risk, symbol, strategyName } = this.params;
    this.isTaken = true;
    await risk.hold(symbol, strategyName);
  }

  /** Leaves the profiles; harmless when nothing was taken. */
  public async letGo(): Promise<void> {
    if (this.isTaken) {
      const { risk, symbol, strategyName } = this.params;
      this.isTaken = false;
      await risk.letGo(symbol, strategyName);
    }
  }
}
