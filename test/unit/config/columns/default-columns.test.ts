import { afterEach, describe, expect, it } from "vitest";
import { getDefaultColumns } from "../../../../src/config/columns";
import { getDefaultConfig, setConfig } from "../../../../src/config/params";
import type { IStrategyTickResultClosed } from "../../../../src/interfaces/Strategy.interface";
import type { BacktestStatisticsModel } from "../../../../src/model/BacktestStatistics.model";
import type { ColumnModel } from "../../../../src/model/Column.model";
import type { IHeatmapRow } from "../../../../src/model/HeatmapStatistics.model";
import type { TickEvent } from "../../../../src/model/LiveStatistics.model";
import type { PartialEvent } from "../../../../src/model/PartialStatistics.model";
import type { MetricStats } from "../../../../src/model/PerformanceStatistics.model";
import type { RiskEvent } from "../../../../src/model/RiskStatistics.model";
import type { ScheduledEvent } from "../../../../src/model/ScheduleStatistics.model";
import type { IStrategyResult, WalkerSignalRow } from "../../../../src/model/WalkerStatistics.model";
import { at, longRow } from "../../client/signal-fixtures";

type Line = readonly [key: string, label: string, cell: string];

/** Key, label and cell of each column. */
const showColumns = async <T>(columns: readonly ColumnModel<T>[], row: T, index = 0): Promise<Line[]> =>
  Promise.all(
    columns.map(async ({ key, label, format }): Promise<Line> => [key, label, await format(row, index)]),
  );

/** Cells by key. */
const showCells = async <T>(columns: readonly ColumnModel<T>[], row: T): Promise<Record<string, string>> =>
  Object.fromEntries((await showColumns(columns, row)).map(([key, , cell]) => [key, cell]));

const COLUMNS = getDefaultColumns();

const CLOSED: IStrategyTickResultClosed = {
  action: "closed",
  signal: longRow({ note: "**buy** the dip", pendingAt: at(1) }),
  currentPrice: 110,
  closeReason: "take_profit",
  closeTimestamp: at(61) + 30_000,
  pnl: { pnlPercentage: 9.580219780219787, priceOpen: 100, priceClose: 110 },
  strategyName: "strategy",
  exchangeName: "exchange",
  symbol: "BTCUSDT",
  backtest: true,
};

describe("default columns", () => {
  afterEach(() => {
    setConfig(getDefaultConfig(), true);
  });

  it("of closed trades (13.1)", async () => {
    expect(await showColumns(COLUMNS.backtest_columns, CLOSED)).toEqual([
      ["signalId", "Signal ID", "signal-1"],
      ["symbol", "Symbol", "BTCUSDT"],
      ["position", "Position", "LONG"],
      ["note", "Note", "buy the dip"],
      ["openPrice", "Open Price", "100.00000000 USD"],
      ["closePrice", "Close Price", "110.00000000 USD"],
      ["takeProfit", "Take Profit", "110.00000000 USD"],
      ["stopLoss", "Stop Loss", "90.00000000 USD"],
      ["pnl", "PNL (net)", "+9.58%"],
      ["closeReason", "Close Reason", "take_profit"],
      ["duration", "Duration (min)", "61"],
      ["openTimestamp", "Open Time", "2024-01-01T00:01:00.000Z"],
      ["closeTimestamp", "Close Time", "2024-01-01T01:01:30.000Z"],
    ]);
  });

  it("of closed trades show a blank note as blank and a time that is not known as N/A", async () => {
    const row = { ...CLOSED, signal: longRow({ pendingAt: NaN }) };
    expect(await showCells(COLUMNS.backtest_columns, row)).toMatchObject({
      note: "",
      duration: "N/A",
      openTimestamp: "N/A",
    });
  });

  const ACTIVE: TickEvent = {
    timestamp: at(5),
    action: "active",
    symbol: "BTCUSDT",
    signalId: "signal-1",
    position: "short",
    note: "_sell_",
    currentPrice: 101,
    openPrice: 100,
    takeProfit: 90,
    stopLoss: 110,
    percentTp: 12.345,
    percentSl: 0,
  };

  it("of live events (13.2)", async () => {
    expect(await showColumns(COLUMNS.live_columns, ACTIVE)).toEqual([
      ["timestamp", "Timestamp", "2024-01-01T00:05:00.000Z"],
      ["action", "Action", "ACTIVE"],
      ["symbol", "Symbol", "BTCUSDT"],
      ["signalId", "Signal ID", "signal-1"],
      ["position", "Position", "SHORT"],
      ["note", "Note", "sell"],
      ["currentPrice", "Current Price", "101.00000000 USD"],
      ["openPrice", "Open Price", "100.00000000 USD"],
      ["takeProfit", "Take Profit", "90.00000000 USD"],
      ["stopLoss", "Stop Loss", "110.00000000 USD"],
      ["percentTp", "% to TP", "12.35%"],
      ["percentSl", "% to SL", "0.00%"],
      ["pnl", "PNL (net)", "N/A"],
      ["closeReason", "Close Reason", "N/A"],
      ["duration", "Duration (min)", "N/A"],
    ]);
  });

  it("of live events show what a close adds, and N/A for what an idle row lacks", async () => {
    const closed: TickEvent = {
      ...ACTIVE,
      action: "closed",
      pnl: -1.5,
      closeReason: "stop_loss",
      duration: 7,
    };
    expect(await showCells(COLUMNS.live_columns, closed)).toMatchObject({
      pnl: "-1.50%",
      closeReason: "stop_loss",
      duration: "7",
    });
    const idle: TickEvent = { timestamp: at(5), action: "idle", currentPrice: 101 };
    const { timestamp, action, currentPrice, ...others } = await showCells(COLUMNS.live_columns, idle);
    expect([timestamp, action, currentPrice]).toEqual([
      "2024-01-01T00:05:00.000Z",
      "IDLE",
      "101.00000000 USD",
    ]);
    expect(new Set(Object.values(others))).toEqual(new Set(["N/A"]));
  });

  const CANCELLED: ScheduledEvent = {
    timestamp: at(120),
    action: "cancelled",
    symbol: "BTCUSDT",
    signalId: "signal-1",
    position: "long",
    note: "",
    currentPrice: 101,
    priceOpen: 99,
    takeProfit: 110,
    stopLoss: 90,
    closeTimestamp: at(120),
    duration: 119.6,
    reason: "timeout",
  };

  it("of limit orders (13.3), and why they ended", async () => {
    expect(await showColumns(COLUMNS.schedule_columns, CANCELLED)).toEqual([
      ["timestamp", "Timestamp", "2024-01-01T02:00:00.000Z"],
      ["action", "Action", "CANCELLED"],
      ["symbol", "Symbol", "BTCUSDT"],
      ["signalId", "Signal ID", "signal-1"],
      ["position", "Position", "LONG"],
      ["note", "Note", ""],
      ["currentPrice", "Current Price", "101.00000000 USD"],
      ["priceOpen", "Entry Price", "99.00000000 USD"],
      ["takeProfit", "Take Profit", "110.00000000 USD"],
      ["stopLoss", "Stop Loss", "90.00000000 USD"],
      ["duration", "Wait Time (min)", "120"],
      ["reason", "Reason", "timeout"],
    ]);
  });

  it("of limit orders show N/A for what a waiting one lacks", async () => {
    const { note: _note, reason: _reason, duration: _duration, ...scheduled } = CANCELLED;
    expect(await showCells(COLUMNS.schedule_columns, { ...scheduled, action: "scheduled" })).toMatchObject({
      action: "SCHEDULED",
      note: "N/A",
      duration: "N/A",
      reason: "N/A",
    });
  });

  const MILESTONE: PartialEvent = {
    timestamp: at(3),
    action: "profit",
    symbol: "BTCUSDT",
    strategyName: "strategy",
    signalId: "signal-1",
    position: "long",
    currentPrice: 103,
    level: 30,
    backtest: true,
  };

  it("of milestones (13.4)", async () => {
    expect(await showColumns(COLUMNS.partial_columns, MILESTONE)).toEqual([
      ["action", "Action", "PROFIT"],
      ["symbol", "Symbol", "BTCUSDT"],
      ["strategyName", "Strategy", "strategy"],
      ["signalId", "Signal ID", "signal-1"],
      ["position", "Position", "LONG"],
      ["level", "Level %", "+30%"],
      ["currentPrice", "Current Price", "103.00000000 USD"],
      ["timestamp", "Timestamp", "2024-01-01T00:03:00.000Z"],
      ["mode", "Mode", "Backtest"],
    ]);
    expect(
      await showCells(COLUMNS.partial_columns, { ...MILESTONE, action: "loss", backtest: false }),
    ).toMatchObject({ action: "LOSS", level: "-30%", mode: "Live" });
  });

  const REFUSAL: RiskEvent = {
    symbol: "BTCUSDT",
    pendingSignal: longRow({ note: "# idea" }),
    strategyName: "strategy",
    exchangeName: "exchange",
    currentPrice: 101,
    activePositionCount: 3,
    comment: "Max 3 positions",
    timestamp: at(4),
    backtest: true,
  };

  it("of refused signals (13.5)", async () => {
    expect(await showColumns(COLUMNS.risk_columns, REFUSAL)).toEqual([
      ["symbol", "Symbol", "BTCUSDT"],
      ["strategyName", "Strategy", "strategy"],
      ["signalId", "Signal ID", "signal-1"],
      ["position", "Position", "LONG"],
      ["note", "Note", "idea"],
      ["exchangeName", "Exchange", "exchange"],
      ["openPrice", "Open Price", "100.00000000 USD"],
      ["takeProfit", "Take Profit", "110.00000000 USD"],
      ["stopLoss", "Stop Loss", "90.00000000 USD"],
      ["currentPrice", "Current Price", "101.00000000 USD"],
      ["activePositionCount", "Active Positions", "3"],
      ["comment", "Reason", "Max 3 positions"],
      ["timestamp", "Timestamp", "2024-01-01T00:04:00.000Z"],
    ]);
  });

  it("of refused signals show N/A for what the signal lacks, a blank id included", async () => {
    const pendingSignal = {
      id: "",
      position: "long",
      priceTakeProfit: 110,
      priceStopLoss: 90,
      minuteEstimatedTime: 60,
    } as const;
    expect(await showCells(COLUMNS.risk_columns, { ...REFUSAL, pendingSignal })).toMatchObject({
      signalId: "N/A",
      note: "N/A",
      openPrice: "N/A",
    });
  });

  const SYMBOL: IHeatmapRow = {
    symbol: "BTCUSDT",
    totalPnl: 3,
    sharpeRatio: 0.16744,
    maxDrawdown: 5.123,
    totalTrades: 6,
    winCount: 3,
    lossCount: 2,
    winRate: 50,
    avgPnl: 0.5,
    stdDev: 2.986,
    profitFactor: 1.5,
    avgWin: 3,
    avgLoss: -3,
    maxWinStreak: 1,
    maxLossStreak: 2,
    expectancy: 0.5,
  };

  it("of the heat map (13.6), formatted as meant", async () => {
    expect(await showColumns(COLUMNS.heat_columns, SYMBOL)).toEqual([
      ["symbol", "Symbol", "BTCUSDT"],
      ["totalPnl", "Total PNL", "+3.00%"],
      ["sharpeRatio", "Sharpe", "0.17"],
      ["profitFactor", "PF", "1.50"],
      ["expectancy", "Expect", "+0.50%"],
      ["winRate", "WR", "50.0%"],
      ["avgWin", "Avg Win", "+3.00%"],
      ["avgLoss", "Avg Loss", "-3.00%"],
      ["maxDrawdown", "Max DD", "-5.12%"],
      ["maxWinStreak", "W Streak", "1"],
      ["maxLossStreak", "L Streak", "2"],
      ["totalTrades", "Trades", "6"],
    ]);
  });

  it("of the heat map show zeros as zeros and null as N/A", async () => {
    expect(
      await showCells(COLUMNS.heat_columns, { ...SYMBOL, winRate: 0, maxDrawdown: 0, maxWinStreak: 0 }),
    ).toMatchObject({ winRate: "0.0%", maxDrawdown: "0.00%", maxWinStreak: "0" });
    const empty: IHeatmapRow = {
      ...SYMBOL,
      totalPnl: null,
      sharpeRatio: null,
      profitFactor: null,
      expectancy: null,
      winRate: null,
      avgWin: null,
      avgLoss: null,
      maxDrawdown: null,
    };
    const cells = await showColumns(COLUMNS.heat_columns, empty);
    expect(new Set(cells.slice(1, 9).map(([, , cell]) => cell))).toEqual(new Set(["N/A"]));
  });

  it("of timings (13.7)", async () => {
    const stats: MetricStats = {
      metricType: "live_tick",
      count: 3,
      totalDuration: 30.126,
      avgDuration: 10,
      minDuration: 1,
      maxDuration: 20,
      stdDev: 2,
      median: 9,
      p95: 19,
      p99: 19.5,
      avgWaitTime: 60_000,
      minWaitTime: 0,
      maxWaitTime: 60_001,
    };
    expect(await showColumns(COLUMNS.performance_columns, stats)).toEqual([
      ["metricType", "Metric Type", "live_tick"],
      ["count", "Count", "3"],
      ["totalDuration", "Total (ms)", "30.13"],
      ["avgDuration", "Avg (ms)", "10.00"],
      ["minDuration", "Min (ms)", "1.00"],
      ["maxDuration", "Max (ms)", "20.00"],
      ["stdDev", "Std Dev (ms)", "2.00"],
      ["median", "Median (ms)", "9.00"],
      ["p95", "P95 (ms)", "19.00"],
      ["p99", "P99 (ms)", "19.50"],
      ["avgWaitTime", "Avg Wait (ms)", "60000.00"],
      ["minWaitTime", "Min Wait (ms)", "0.00"],
      ["maxWaitTime", "Max Wait (ms)", "60001.00"],
    ]);
  });

  const STATS = {
    totalSignals: 6,
    winRate: 50,
    avgPnl: 0.5,
    totalPnl: -3,
    sharpeRatio: 0.16744,
    stdDev: 2.98608,
  } as BacktestStatisticsModel;

  it("of strategies (13.8), and how much of the best is luck", async () => {
    const result: IStrategyResult = {
      strategyName: "strategy",
      stats: STATS,
      metricValue: 0.16744,
      deflatedSharpe: 0.95,
    };
    expect(await showColumns(COLUMNS.walker_strategy_columns, result, 2)).toEqual([
      ["rank", "Rank", "3"],
      ["strategy", "Strategy", "strategy"],
      ["metric", "Metric", "0.17"],
      ["totalSignals", "Total Signals", "6"],
      ["winRate", "Win Rate", "50.00%"],
      ["avgPnl", "Avg PNL", "+0.50%"],
      ["totalPnl", "Total PNL", "-3.00%"],
      ["sharpeRatio", "Sharpe Ratio", "0.167"],
      ["stdDev", "Std Dev", "2.986%"],
      ["deflatedSharpe", "Deflated Sharpe", "0.950"],
    ]);
    expect(
      await showCells(COLUMNS.walker_strategy_columns, {
        ...result,
        metricValue: null,
        deflatedSharpe: null,
      }),
    ).toMatchObject({ metric: "N/A", deflatedSharpe: "N/A" });
  });

  it("of trades of a walker (13.9)", async () => {
    const row: WalkerSignalRow = {
      strategyName: "strategy",
      signalId: "signal-1",
      symbol: "BTCUSDT",
      position: "short",
      pnl: -0.4,
      closeReason: "time_expired",
      openTime: at(0),
      closeTime: at(60),
    };
    expect(await showColumns(COLUMNS.walker_pnl_columns, row)).toEqual([
      ["strategy", "Strategy", "strategy"],
      ["signalId", "Signal ID", "signal-1"],
      ["symbol", "Symbol", "BTCUSDT"],
      ["position", "Position", "SHORT"],
      ["pnl", "PNL (net)", "-0.40%"],
      ["closeReason", "Close Reason", "time_expired"],
      ["openTime", "Open Time", "2024-01-01T00:00:00.000Z"],
      ["closeTime", "Close Time", "2024-01-01T01:00:00.000Z"],
    ]);
  });

  it("are all visible but the notes, which follow the setting at the time of the call", async () => {
    const all = Object.values(COLUMNS).flatMap(
      (columns: Pick<ColumnModel<never>, "key" | "isVisible">[]) => columns,
    );
    const hidden = (): string[] => all.filter(({ isVisible }) => isVisible() !== true).map(({ key }) => key);
    expect(hidden()).toEqual(["note", "note", "note", "note"]);
    setConfig({ CC_REPORT_SHOW_SIGNAL_NOTE: true });
    expect(hidden()).toEqual([]);
  });
});
