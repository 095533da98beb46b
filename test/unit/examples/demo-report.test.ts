import {
  addStrategy,
  Backtest,
  getDefaultConfig,
  type IStrategyTickResultCancelled,
  type IStrategyTickResultClosed,
} from "backtest-connection-kit";
import { describe, expect, it } from "vitest";
import {
  renderReport,
  renderSummary,
  renderTrades,
  type ReportSubject,
} from "../../../docs/examples/demo-report";
import type { BacktestCandlesResult } from "../../../docs/examples/run-backtest";

const PLAIN = { hasColors: false };
const MINUTE_MS = 60_000;
const START = Date.UTC(2024, 0, 2, 3, 4);

const SUBJECT: ReportSubject = {
  symbol: "BTCUSDT",
  source: "btc.csv",
  firstTimestamp: START,
  lastTimestamp: START + 99 * MINUTE_MS,
  candleCount: 97,
  priceDigits: 1,
};

const createTrade = (
  number: number,
  pnlPercentage: number,
  closeReason: IStrategyTickResultClosed["closeReason"] = "take_profit",
): IStrategyTickResultClosed => {
  const pendingAt = START + number * MINUTE_MS;
  return {
    action: "closed",
    strategyName: "s",
    exchangeName: "e",
    symbol: "BTCUSDT",
    backtest: true,
    currentPrice: 102,
    closeReason,
    closeTimestamp: pendingAt + 5 * MINUTE_MS,
    pnl: { pnlPercentage, priceOpen: 100.123, priceClose: 102 },
    signal: {
      id: "generated-id",
      position: number % 2 === 0 ? "short" : "long",
      note: "",
      priceOpen: 100.123,
      priceTakeProfit: 102,
      priceStopLoss: 99,
      minuteEstimatedTime: 10,
      exchangeName: "e",
      strategyName: "s",
      symbol: "BTCUSDT",
      scheduledAt: pendingAt,
      pendingAt,
      _isScheduled: false,
      entry: number % 3 === 0 ? "limit" : "market",
    },
  };
};

const cancelTrade = (reason: IStrategyTickResultCancelled["reason"]): IStrategyTickResultCancelled => {
  const { signal, strategyName, exchangeName, symbol, backtest, currentPrice, closeTimestamp } = createTrade(
    9,
    0,
  );
  return {
    action: "cancelled",
    signal,
    strategyName,
    exchangeName,
    symbol,
    backtest,
    currentPrice,
    closeTimestamp,
    reason,
  };
};

addStrategy({ strategyName: "never ran", interval: "1m", getSignal: () => Promise.resolve(null) });
const NO_STATISTICS = await Backtest.getData("BTCUSDT", "never ran");

const RESULT: BacktestCandlesResult = {
  strategyName: "trend",
  closed: [createTrade(1, 1.5), createTrade(2, -1, "stop_loss"), createTrade(3, -0.001, "time_expired")],
  cancelled: [cancelTrade("timeout"), cancelTrade("end_of_data"), cancelTrade("timeout")],
  refusedSignals: 1,
  startTimestamp: START + 10 * MINUTE_MS,
  endTimestamp: START + 90 * MINUTE_MS,
  settings: getDefaultConfig(),
  statistics: {
    ...NO_STATISTICS,
    winCount: 1,
    winRate: 100 / 3,
    totalPnl: 0.499,
    avgPnl: 0.499 / 3,
    maxDrawdown: 1.001,
    profitFactor: 1.5 / 1.001,
  },
};

describe("renderTrades", () => {
  it("writes a line per trade in UTC, with prices as the market writes them", () => {
    expect(`\n${renderTrades(RESULT.closed, 1, PLAIN)}\n`).toMatchInlineSnapshot(`
      "
      ──────────────────────────────────────────────────────────────────────────────────────────
       #  Opened (UTC)      Closed (UTC)      Side   Entry by  Entry   Exit  Reason       PnL %
      ──────────────────────────────────────────────────────────────────────────────────────────
       1  2024-01-02 03:05  2024-01-02 03:10  long   market    100.1  102.0  take profit  +1.50
       2  2024-01-02 03:06  2024-01-02 03:11  short  market    100.1  102.0  stop loss    -1.00
       3  2024-01-02 03:07  2024-01-02 03:12  long   limit     100.1  102.0  expired       0.00
      ──────────────────────────────────────────────────────────────────────────────────────────
      "
    `);
  });

  it("shows up to 100 trades in full", () => {
    const text = renderTrades(
      Array.from({ length: 100 }, (_, index) => createTrade(index, 1)),
      1,
      PLAIN,
    );
    expect(text.split("\n")).toHaveLength(100 + 4);
    expect(text).not.toContain("more");
  });

  it("cuts a longer list in the middle and says how many trades that leaves out", () => {
    const text = renderTrades(
      Array.from({ length: 101 }, (_, index) => createTrade(index, 1)),
      1,
      PLAIN,
    );
    const numbers = [...text.matchAll(/^ +(\d+) /gm)].map((match) => Number(match[1]));
    expect(numbers).toEqual([
      ...Array.from({ length: 50 }, (_, i) => i + 1),
      ...Array.from({ length: 50 }, (_, i) => i + 52),
    ]);
    expect(text).toContain("… 1 more trade …");
  });

  it("says so when there were none", () => {
    expect(renderTrades([], 1, PLAIN)).toBe("There were no trades.");
  });
});

describe("renderSummary", () => {
  it("writes every figure with its unit", () => {
    expect(`\n${renderSummary(SUBJECT, RESULT, PLAIN)}\n`).toMatchInlineSnapshot(`
      "
      ─────────────────────────────────────────────────────────────────────────────────
       Symbol            BTCUSDT
       Candles           btc.csv, 97 minutes, 3 missing
       Data              2024-01-02 03:04 to 2024-01-02 04:44 UTC
       Decisions         2024-01-02 03:14 to 2024-01-02 04:34 UTC
       Trades            3 (2 long, 1 short)
       Entries           2 market, 1 limit
       Exits             1 take profit, 1 stop loss, 1 expired
       Cancelled orders  3 (1 end of data, 2 timeout)
       Refused by risk   1 signal
       Win rate          33.33 % (1 of 3)
       Total PnL         +0.50 % (sum over the trades)
       Average PnL       +0.17 %
       Best trade        +1.50 %
       Worst trade       -1.00 %
       Max drawdown      1.00 % (of the account)
       Profit factor     1.50
       Fill policy       pessimistic
       Costs             0.1 % fee and 0.1 % slippage per transaction, included in PnL
      ─────────────────────────────────────────────────────────────────────────────────
      "
    `);
  });

  it("writes a dash for what needs a trade", () => {
    const text = renderSummary(
      SUBJECT,
      { ...RESULT, closed: [], cancelled: [], statistics: NO_STATISTICS },
      PLAIN,
    );
    for (const label of ["Win rate", "Average PnL", "Profit factor"]) {
      expect(text).toMatch(new RegExp(`^ ${label} +–$`, "m"));
    }
    expect(text).toMatch(/^ Cancelled orders +0$/m);
  });
});

describe("renderReport", () => {
  it("has no generated ids, no colours and no spaces at line ends when it is plain", () => {
    const text = renderReport(SUBJECT, RESULT, PLAIN);
    expect(text).not.toContain("generated-id");
    expect(text).not.toContain("\u001B");
    expect(text).not.toMatch(/ $/m);
    expect(text).toContain(renderTrades(RESULT.closed, 1, PLAIN));
    expect(text).toContain(renderSummary(SUBJECT, RESULT, PLAIN));
  });

  it("only adds colours on a terminal: gains green, losses red", () => {
    const colored = renderReport(SUBJECT, RESULT, { hasColors: true });
    expect(colored).toContain("\u001B[32m+1.50\u001B[0m");
    expect(colored).toContain("\u001B[31m-1.00\u001B[0m");
    // What is left without the codes is the plain text.
    const plain = ["1", "31", "32", "0"].reduce(
      (text, code) => text.replaceAll(`\u001B[${code}m`, ""),
      colored,
    );
    expect(plain).toBe(renderReport(SUBJECT, RESULT, PLAIN));
  });
});
