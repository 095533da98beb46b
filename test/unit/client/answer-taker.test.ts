import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnswerTaker } from "../../../src/client/answer-taker";
import { MilestoneReporter } from "../../../src/client/milestone-reporter";
import { MinuteFeeder } from "../../../src/client/minute-feeder";
import { PositionKeeper } from "../../../src/client/position-keeper";
import { StrategyNotifier } from "../../../src/client/strategy-notifier";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { flatMinutes, MINUTE, START } from "../../support/market";
import { createStrategyHarness, installStandingClock } from "../../support/strategy-client";

const SIGNAL = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
} as const;

const NOW = 10;

const at = (minute: number): number => START + minute * MINUTE;

/** Takes an answer at minute 10, in which it was asked for, of a market whose last candle opens at `newest`. */
const createTaker = (
  newest = NOW - 1,
): { keeper: PositionKeeper; take: (answer: unknown) => Promise<string | null> } => {
  const { params } = createStrategyHarness({ minutes: flatMinutes(60), backtest: true }).client;
  const notifier = new StrategyNotifier(params);
  const milestones = new MilestoneReporter(params, notifier);
  const keeper = new PositionKeeper(params, notifier);
  const feeder = new MinuteFeeder(params, keeper, milestones);
  const taker = new AnswerTaker({ params, keeper, milestones, feeder });
  const take = async (answer: unknown): Promise<string | null> => {
    const { tape } = await feeder.readUnseen(at(newest + 1), at(newest + 1));
    const result = await taker.take(answer, at(NOW), tape);
    return result === null ? null : `${result.action} ${result.signal?.id ?? ""}`;
  };
  const context = { symbol: "BTCUSDT", when: new Date(at(NOW)), backtest: true };
  return { keeper, take: (answer) => ExecutionContextService.runInContext(() => take(answer), context) };
};

describe("an answer of getSignal", () => {
  let clock: ReturnType<typeof installStandingClock>;

  beforeEach(() => {
    clock = installStandingClock(1000);
  });

  afterEach(() => {
    clock.restore();
  });

  it("opens a position under its own id, or under one that is made up and known as that", async () => {
    const own = createTaker();
    expect(await own.take({ ...SIGNAL, id: "mine" })).toBe("opened mine");
    expect([own.keeper.held?.row.id, own.keeper.ids.isMadeUp("mine")]).toEqual(["mine", false]);
    const nameless = createTaker();
    expect(await nameless.take(SIGNAL)).toBe("opened id-1");
    expect(nameless.keeper.ids.isMadeUp("id-1")).toBe(true);
  });

  it("comes to nothing when its id is the one that was accepted last (pitfall 32)", async () => {
    const { keeper, take } = createTaker();
    keeper.ids.accept("mine");
    expect(await take({ ...SIGNAL, id: "mine" })).toBeNull();
    expect(await take({ ...SIGNAL, id: "another" })).toBe("opened another");
  });

  it("comes to nothing, and is not even looked at, when the newest candle is missing", async () => {
    const untouchable = new Proxy(SIGNAL, {
      get: () => {
        throw new Error("looked at");
      },
    });
    expect(await createTaker(NOW - 2).take(untouchable)).toBeNull();
    await expect(createTaker().take(untouchable)).rejects.toThrow("looked at");
  });

  it("is read as user code: whatever it asks for while it is read is as of the tick", async () => {
    const seen: unknown[] = [];
    const answer = {
      ...SIGNAL,
      get id() {
        seen.push(ExecutionContextService.findHoldingInstant());
        return "mine";
      },
    };
    expect(await createTaker().take(answer)).toBe("opened mine");
    expect(new Set(seen)).toEqual(new Set([at(NOW)]));
  });

  it("that is no signal is refused with everything that is wrong", async () => {
    await expect(createTaker().take({ ...SIGNAL, priceStopLoss: 120 })).rejects.toMatchObject({
      code: "SIGNAL_INVALID",
    });
  });
});
