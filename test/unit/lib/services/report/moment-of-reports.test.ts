import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getColumns, getDefaultColumns, setColumns } from "../../../../../src/config/columns";
import { BacktestMarkdownService } from "../../../../../src/lib/services/report/BacktestMarkdownService";
import { HeatMarkdownService } from "../../../../../src/lib/services/report/HeatMarkdownService";
import { LiveMarkdownService } from "../../../../../src/lib/services/report/LiveMarkdownService";
import { RiskMarkdownService } from "../../../../../src/lib/services/report/RiskMarkdownService";
import { WalkerMarkdownService } from "../../../../../src/lib/services/report/WalkerMarkdownService";
import { at, longRow } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { closedTrade, PAIR, resultOf, RUN, statisticsOf } from "./report-fixtures";

const LIVE = { ...PAIR, backtest: false };
const CONTEXT = { exchangeName: "exchange", frameName: "frame" };

const eventOf = (strategyName: string) =>
  ({
    walkerName: "walker",
    ...CONTEXT,
    symbol: "BTCUSDT",
    strategyName,
    stats: statisticsOf([1, 2]),
    metricValue: 3,
    metric: "totalPnl",
    bestMetric: 3,
    bestStrategy: strategyName,
    strategiesTested: 1,
    totalStrategies: 5,
  }) as const;

beforeEach(() => {
  createRegistrationContainer();
});

afterEach(() => {
  setColumns(getDefaultColumns(), true);
});

describe("what is asked for is that of the moment of the call, whatever happens while the work is loaded", () => {
  it("trades, marks and facts of a back-test", async () => {
    const service = new BacktestMarkdownService();
    service.collected.start(RUN);
    const book = service.collected.open(PAIR);
    service.collected.frame(PAIR, at(0));
    book.addResult(closedTrade(1, 1, 2), at(0));
    const asked = service.getData("BTCUSDT", "strategy", true);
    book.addMark({ time: at(3), price: 50, signal: longRow({ pendingAt: at(3) }) });
    book.addResult(closedTrade(2, 3, 4), at(0));
    book.addSignalCall(null);
    book.finish(at(5000));
    const later = service.getData("BTCUSDT", "strategy", true);
    expect(await asked).toMatchObject({
      totalSignals: 1,
      totalPnl: 1,
      maxDrawdown: 0,
      run: { answeredSignalCalls: 0, endTime: at(2) },
    });
    expect((await asked).signalList).toHaveLength(1);
    expect(await later).toMatchObject({ totalSignals: 2, totalPnl: 3, run: { endTime: at(5000) } });
  });

  it("rows and trades of a live run", async () => {
    const service = new LiveMarkdownService();
    service.collected.start({ ...RUN, backtest: false, startTime: at(0) });
    const book = service.collected.open(LIVE);
    book.addResult(resultOf("idle", LIVE), at(1));
    const asked = service.getData("BTCUSDT", "strategy", false);
    book.addResult({ ...closedTrade(2, 3, 4), backtest: false }, at(4));
    expect(await asked).toMatchObject({ totalEvents: 1, totalClosed: 0, winCount: 0 });
    expect((await asked).eventList).toHaveLength(1);
  });

  it("symbols and trades of a heatmap", async () => {
    const service = new HeatMarkdownService();
    service.collected.start(RUN);
    service.collected.open(PAIR).addResult(closedTrade(1, 1, 2), at(0));
    const asked = service.getData("strategy");
    service.collected.open(PAIR).addResult(closedTrade(5, 3, 4), at(0));
    service.collected.open({ ...PAIR, symbol: "ETHUSDT" }).addResult(closedTrade(5, 3, 4), at(0));
    expect(await asked).toMatchObject({ totalSymbols: 1, portfolioTotalTrades: 1, portfolioTotalPnl: 1 });
  });

  it("results and failures of a walker", async () => {
    const service = new WalkerMarkdownService();
    service.addResult(eventOf("first"));
    const asked = service.getData("walker", "BTCUSDT", "totalPnl", CONTEXT);
    service.addResult(eventOf("second"));
    service.addFailure("BTCUSDT", "walker", "third", "no candles", 6);
    expect(await asked).toMatchObject({
      testedStrategies: 1,
      totalStrategies: 5,
      bestStrategy: "first",
      failedStrategies: [],
    });
    expect((await asked).strategyResults.map(({ strategyName }) => strategyName)).toEqual(["first"]);
  });

  it("the columns in force, and those of the call", async () => {
    const service = new RiskMarkdownService();
    service.collected.open(PAIR).add({
      symbol: "BTCUSDT",
      pendingSignal: { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 60 },
      strategyName: "strategy",
      exchangeName: "exchange",
      currentPrice: 100,
      activePositionCount: 0,
      comment: "no",
      timestamp: 0,
      backtest: true,
    });
    const [first] = getColumns().risk_columns;
    const given = first === undefined ? [] : [{ ...first, label: "Given" }];
    setColumns({ risk_columns: given.map((column) => ({ ...column, label: "Then" })) });
    const inForce = service.getReport("BTCUSDT", "strategy", true);
    const called = service.getReport("BTCUSDT", "strategy", true, given);
    setColumns({ risk_columns: given.map((column) => ({ ...column, label: "Later" })) });
    given.length = 0;
    expect((await inForce).split("\n")[2]).toBe("| Then |");
    expect((await called).split("\n")[2]).toBe("| Given |");
  });
});
