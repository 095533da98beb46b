import { describe, expect, it } from "vitest";
import type { ColumnModel, IStrategyResult, WalkerStatisticsModel } from "../../../../../../src/index";
import { groupStatistics } from "../../../../../../src/lib/services/report/html/statistics-groups";
import { listRunFacts, toHtmlTrade } from "../../../../../../src/lib/services/report/html/trade-page";
import { createWalkerPage } from "../../../../../../src/lib/services/report/html/walker-page";
import { distribute } from "../../../../../../src/math/distribution";
import { monthlyReturns } from "../../../../../../src/math/monthly-returns";
import { at } from "../../../../client/signal-fixtures";
import { statisticsOf } from "../report-fixtures";

const resultOf = (strategyName: string, results: readonly number[]): IStrategyResult => ({
  strategyName,
  stats: statisticsOf(results),
  metricValue: 1,
  deflatedSharpe: null,
});

const GOOD = resultOf("good", [1, 2]);
const BAD = resultOf("bad", [-3]);
const RANKED = [GOOD, BAD];

const STATISTICS: WalkerStatisticsModel = {
  walkerName: "candidates",
  symbol: "BTCUSDT",
  exchangeName: "exchange",
  frameName: "frame",
  metric: "totalPnl",
  totalStrategies: 2,
  bestStrategy: "good",
  bestMetric: 3,
  bestStats: GOOD.stats,
  strategyResults: [BAD, GOOD],
  testedStrategies: 2,
  failedStrategies: [],
};

const column = (label: string, isVisible = true): ColumnModel<IStrategyResult> => ({
  key: label,
  label,
  format: ({ strategyName }, index) => Promise.resolve(`${label} ${strategyName} ${index}`),
  isVisible: () => Promise.resolve(isVisible),
});

const COLUMNS = [column("B"), column("hidden", false), column("A")];

const FEW_TRIES =
  "The best of 2 tries looks better than it is: see its deflated Sharpe ratio, and test it on another period.";

/** The runs of these tests have trades and no candles. */
const NOTHING_READ = "The run read 0 % of the minutes of its period: chart and gaps show those.";

describe("a page that compares strategies", () => {
  it("has the account of each, all their trades, and the figures of the best", async () => {
    const page = await createWalkerPage(STATISTICS, RANKED, COLUMNS);
    const best = GOOD.stats;
    expect(page).toEqual({
      title: "candidates on BTCUSDT, comparison",
      facts: [
        { label: "Walker", value: "candidates" },
        { label: "Symbol", value: "BTCUSDT" },
        { label: "Metric", value: "totalPnl" },
        { label: "Best strategy", value: "good (3.000)" },
        {
          label: "Shown",
          value:
            "trades, their signs in the price, and distribution of all strategies; figures, months, period, gaps, and the candles of the price of the best",
        },
        ...listRunFacts(best.run),
      ],
      curves: [
        { label: "good", points: best.equityCurve },
        { label: "bad", points: BAD.stats.equityCurve },
      ],
      priceOutline: [],
      trades: [...best.signalList.toReversed(), ...BAD.stats.signalList].map(toHtmlTrade),
      statistics: groupStatistics(2, best),
      monthly: monthlyReturns(best.equityCurve),
      distribution: distribute([1, 2, -3]),
      gaps: [],
      warnings: [FEW_TRIES, NOTHING_READ],
      comparison: {
        columns: ["B", "A"],
        rows: [
          ["B good 0", "A good 0"],
          ["B bad 1", "A bad 1"],
        ],
        failures: [],
      },
    });
    expect(page.trades.map(({ pnl }) => pnl)).toEqual([1, 2, -3]);
  });

  it("shows prices and gaps of the run of the best", async () => {
    const { run } = GOOD.stats;
    const gaps = [{ since: at(1), until: at(2) }];
    const priceOutline = [{ time: at(0), open: 1, high: 2, low: 0.5, close: 1.5 }];
    const bestStats = { ...GOOD.stats, run: run && { ...run, gaps, priceOutline } };
    const page = await createWalkerPage({ ...STATISTICS, bestStats }, RANKED, COLUMNS);
    expect([page.gaps, page.priceOutline]).toEqual([gaps, priceOutline]);
  });

  it("where none is the best, the first of the ranking is shown and the best is none", async () => {
    const nobody = { ...STATISTICS, bestStrategy: null, bestMetric: null, bestStats: null };
    const page = await createWalkerPage(nobody, [BAD], COLUMNS);
    expect(page.facts).toContainEqual({ label: "Best strategy", value: "none (N/A)" });
    expect(page.statistics).toEqual(groupStatistics(1, BAD.stats));
    expect(page.monthly).toEqual(monthlyReturns(BAD.stats.equityCurve));
  });

  it("with nothing to rank has nothing to show, and no run", async () => {
    const nothing = { ...STATISTICS, bestStats: null, testedStrategies: 0 };
    const page = await createWalkerPage(nothing, [], COLUMNS);
    expect([page.curves, page.trades, page.statistics, page.monthly, page.distribution]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(page.facts.slice(4)).toEqual(listRunFacts(null));
    expect(page.comparison?.rows).toEqual([]);
  });

  it("names what failed, with the words of the error, and warns of it", async () => {
    const failedStrategies = [
      { strategyName: "broken", error: new Error("no candles") },
      { strategyName: "odd", error: "just a text" },
    ];
    const page = await createWalkerPage({ ...STATISTICS, failedStrategies }, RANKED, COLUMNS);
    expect(page.comparison?.failures).toEqual([
      { strategyName: "broken", error: "no candles" },
      { strategyName: "odd", error: "just a text" },
    ]);
    expect(page.warnings).toEqual([FEW_TRIES, "2 strategies failed, and not compared.", NOTHING_READ]);
  });

  it("one strategy alone is no choice to warn of; what is to be said of the best run is said", async () => {
    const page = await createWalkerPage({ ...STATISTICS, testedStrategies: 1 }, [GOOD], COLUMNS);
    expect(page.warnings).toEqual([NOTHING_READ]);
  });

  it.each(["format", "isVisible"] as const)("rejects with what %s of a column throws", async (method) => {
    const error = new Error("bad column");
    const columns = [{ ...column("A"), [method]: () => Promise.reject(error) }];
    await expect(createWalkerPage(STATISTICS, RANKED, columns)).rejects.toBe(error);
  });
});
