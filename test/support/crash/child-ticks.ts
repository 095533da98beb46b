import { lib } from "../../../src/index";
import type { IStrategyTickResult } from "../../../src/index";
import type { ChildLog } from "./child-log";
import { createScope, runInScope } from "./hooks";
import { RESTART_SCOPE } from "./plan";

/** What a tick did, in words that are the same for every signal; `null` when nothing came of it. */
const describeKind = (result: IStrategyTickResult, hasMilestone: boolean): string | null => {
  switch (result.action) {
    case "scheduled":
      return "schedule";
    case "opened":
      return result.signal.entry === "limit" ? "activate" : "open";
    case "closed":
      return `close ${result.closeReason}`;
    case "cancelled":
      return `cancel ${result.reason}`;
    case "active":
    case "idle":
      return hasMilestone ? "milestone" : null;
  }
};

/** Gives every tick of the strategies a scope of its own, and logs those that came to something. */
export class TickScopes {
  private readonly ticks = new Map<string, number>();
  private readonly milestones = new Map<string, number>();

  private readonly restart = createScope(RESTART_SCOPE);

  /** @param isRestart - whether the first ticks take up what an earlier process has left */
  public constructor(
    private readonly log: ChildLog,
    private readonly isRestart: boolean,
  ) {}

  /** A milestone of a strategy was emitted. */
  public countMilestone(strategyName: string): void {
    this.milestones.set(strategyName, this.countMilestones(strategyName) + 1);
  }

  /** Puts itself around the ticks. */
  public install(): void {
    const service = lib.strategyGlobalService;
    const tick = service.tick.bind(service);
    service.tick = async (symbol, when, backtest) => {
      const { strategyName } = lib.methodContextService.context;
      const count = (this.ticks.get(strategyName) ?? 0) + 1;
      this.ticks.set(strategyName, count);
      const scope = this.isRestart && count === 1 ? this.restart : createScope(`${strategyName}#${count}`);
      const before = this.countMilestones(strategyName);
      const result = await runInScope(scope, () => tick(symbol, when, backtest));
      this.write(scope.name, result, this.countMilestones(strategyName) > before);
      return result;
    };
  }

  private countMilestones(strategyName: string): number {
    return this.milestones.get(strategyName) ?? 0;
  }

  private write(scope: string, result: IStrategyTickResult, hasMilestone: boolean): void {
    const kind = describeKind(result, hasMilestone);
    if (kind !== null) {
      this.log.write({
        type: "tick",
        scope,
        kind,
        action: result.action,
        signalId: result.signal?.id ?? null,
      });
    }
  }
}
