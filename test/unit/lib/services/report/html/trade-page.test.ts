import { describe, expect, it } from "vitest";
import type { IRunFacts, ISignalRow } from "../../../../../../src/index";
import { groupStatistics } from "../../../../../../src/lib/services/report/html/statistics-groups";
import {
  createTradePage,
  type ITradePageSource,
  listRunFacts,
  toHtmlTrade,
} from "../../../../../../src/lib/services/report/html/trade-page";
import { distribute } from "../../../../../../src/math/distribution";
import { monthlyReturns } from "../../../../../../src/math/monthly-returns";
import { LIBRARY_VERSION } from "../../../../../../src/utils/library-version";
import { at, SETTINGS } from "../../../../client/signal-fixtures";
import { closedTrade, statisticsOf } from "../report-fixtures";

const RUN: IRunFacts = {
  exchangeName: "binance",
  frameName: "january",
  startTime: at(0),
  endTime: at(65),
  settings: SETTINGS,
  hasSettingsChanged: false,
  answeredSignalCalls: 12,
  failedSignalCalls: 0,
  minutesRead: 65,
  gapCount: 0,
  gaps: [],
  priceOutline: [{ time: at(0), open: 1, high: 2, low: 0.5, close: 1.5 }],
};

const VERSION_FACT = {
  label: "Written with",
  value: `backtest-connection-kit ${LIBRARY_VERSION}, Node ${process.version}`,
};

const MANY = Array.from({ length: 30 }, (_, index) => index - 10);

const sourceOf = (results: readonly number[], run: IRunFacts | null): ITradePageSource => {
  const statistics = statisticsOf(results);
  return {
    title: "title",
    facts: [{ label: "Strategy", value: "trend" }],
    curveLabel: "curve",
    trades: statistics.signalList.toReversed(),
    statistics,
    run,
    openSignal: null,
  };
};

const warningsOf = (results: readonly number[], changes: Partial<IRunFacts>): readonly string[] =>
  createTradePage(sourceOf(results, { ...RUN, ...changes })).warnings;

describe("a trade on a page", () => {
  it("has every field from its own source", () => {
    const trade = closedTrade(2.5, 1, 31, {
      id: "id",
      symbol: "ETHUSDT",
      position: "short",
      note: "because",
      priceOpen: 99,
      priceTakeProfit: 80,
      priceStopLoss: 120,
    });
    expect(toHtmlTrade({ ...trade, strategyName: "of the result", symbol: "of the result" })).toEqual({
      strategyName: "of the result",
      signalId: "id",
      symbol: "ETHUSDT",
      position: "short",
      entryTime: at(1),
      entryPrice: 99,
      exitTime: at(31),
      exitPrice: 102.5,
      takeProfit: 80,
      stopLoss: 120,
      pnl: 2.5,
      closeReason: "take_profit",
      durationMinutes: 30,
      note: "because",
    });
  });

  it("of a row from a store that has no note has a blank one", () => {
    const trade = closedTrade(1, 1, 2);
    const signal = { ...trade.signal };
    Reflect.deleteProperty(signal, "note");
    expect(toHtmlTrade({ ...trade, signal }).note).toBe("");
  });
});

describe("the facts of a run", () => {
  it("name exchange, frame, period, fill policy, costs, calls and version", () => {
    expect(listRunFacts({ ...RUN, failedSignalCalls: 2 })).toEqual([
      { label: "Exchange", value: "binance" },
      { label: "Frame", value: "january" },
      { label: "Period", value: "2024-01-01 00:00 to 2024-01-01 01:05" },
      { label: "Fill policy", value: "pessimistic" },
      { label: "Slippage", value: "0.1 % of each price" },
      { label: "Fee", value: "0.1 % per transaction" },
      { label: "Calls of getSignal", value: "12 answered, 2 failed" },
      VERSION_FACT,
    ]);
  });

  it("slippage and fee are not mixed up", () => {
    const settings = { ...SETTINGS, CC_PERCENT_SLIPPAGE: 0.3, CC_PERCENT_FEE: 0.2 };
    const values = listRunFacts({ ...RUN, settings }).map(({ value }) => value);
    expect(values.slice(4, 6)).toEqual(["0.3 % of each price", "0.2 % per transaction"]);
  });

  it("live has no frame, and without a run only the version is known", () => {
    const labels = listRunFacts({ ...RUN, frameName: "" }).map(({ label }) => label);
    expect(labels).not.toContain("Frame");
    expect(labels).toHaveLength(7);
    expect(listRunFacts(null)).toEqual([VERSION_FACT]);
  });
});

describe("a page about trades", () => {
  it("has title, facts, the account, prices, trades oldest first, figures, months, distribution and gaps", () => {
    const gaps = [{ since: at(3), until: at(5) }];
    const source = sourceOf([3, -1, 2], { ...RUN, gaps, gapCount: 1 });
    const page = createTradePage(source);
    const { statistics } = source;
    expect(page).toEqual({
      title: "title",
      facts: [{ label: "Strategy", value: "trend" }, ...listRunFacts({ ...RUN, gaps })],
      curves: [{ label: "curve", points: statistics.equityCurve }],
      priceOutline: RUN.priceOutline,
      trades: source.trades.map(toHtmlTrade),
      statistics: groupStatistics(3, statistics),
      monthly: monthlyReturns(statistics.equityCurve),
      distribution: distribute([3, -1, 2]),
      gaps,
      warnings: [
        "3 trades are too few to tell skill from luck.",
        "The candles have 1 gap: nothing was touched there, whatever the market did.",
      ],
    });
    expect(page.trades.map(({ pnl }) => pnl)).toEqual([3, -1, 2]);
    expect(page).not.toHaveProperty("comparison");
  });

  it("without a run has no prices, no gaps, and nothing to warn of but few trades", () => {
    const page = createTradePage(sourceOf(MANY, null));
    expect([page.priceOutline, page.gaps, page.warnings]).toEqual([[], [], []]);
    expect(page.facts).toEqual([{ label: "Strategy", value: "trend" }, VERSION_FACT]);
  });
});

describe("what a reader is warned of", () => {
  it("nothing, where nothing is to be warned of; 30 trades are enough", () => {
    expect(warningsOf(MANY, {})).toEqual([]);
  });

  it("that nothing has run", () => {
    expect(createTradePage(sourceOf([], null)).warnings).toEqual([
      "Nothing has run: the figures say nothing.",
      "0 trades are too few to tell skill from luck.",
    ]);
  });

  it("a position that is still open, also one that does not know since when", () => {
    const { signal } = closedTrade(1, 2, 3, { id: "held", position: "short" });
    const warningOf = (openSignal: ISignalRow): readonly string[] =>
      createTradePage({ ...sourceOf(MANY, RUN), openSignal }).warnings;
    const rest = "the account counts what it was last worth, trades and results count closed ones only.";
    expect(warningOf(signal)).toEqual([`A position is open (short, held since 2024-01-01 00:02): ${rest}`]);
    expect(warningOf({ ...signal, pendingAt: Number.NaN })).toEqual([
      `A position is open (short, held): ${rest}`,
    ]);
  });

  it("fewer than 30 trades", () => {
    expect(warningsOf(MANY.slice(1), {})).toEqual(["29 trades are too few to tell skill from luck."]);
  });

  it("gaps in the candles", () => {
    const gaps = [
      { since: at(1), until: at(2) },
      { since: at(5), until: at(6) },
    ];
    expect(warningsOf(MANY, { gaps, gapCount: 2 })).toEqual([
      "The candles have 2 gaps: nothing was touched there, whatever the market did.",
    ]);
    expect(warningsOf(MANY, { gaps, gapCount: 14_940 })).toEqual([
      "The candles have 14940 gaps: nothing was touched there, whatever the market did. The report knows where the newest 2 of them are.",
    ]);
  });

  it("a run that read less than 90 % of the minutes of its period", () => {
    expect(warningsOf(MANY, { minutesRead: 4 })).toEqual([
      "The run read 6 % of the minutes of its period: chart and gaps show those.",
    ]);
  });

  it("calls of getSignal that failed", () => {
    expect(warningsOf(MANY, { failedSignalCalls: 4 })).toEqual(["4 calls of getSignal failed."]);
  });

  it("the optimistic fill policy, and no other", () => {
    expect(warningsOf(MANY, { settings: { ...SETTINGS, CC_FILL_POLICY: "optimistic" } })).toEqual([
      "The fill policy is optimistic: where a candle leaves it open, it was taken as a win.",
    ]);
    expect(warningsOf(MANY, { settings: { ...SETTINGS, CC_FILL_POLICY: "path" } })).toEqual([]);
  });
});
