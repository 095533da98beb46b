/**
 * A report with columns of one's own, as Markdown. `npx tsx docs/examples/report-columns.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  getAveragePrice,
  getDefaultColumns,
  listenError,
  type ColumnModel,
  type IStrategyTickResultClosed,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

addGeneratedExchange("generated", 4);
addFrame({ frameName: "a day", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(3) });
addStrategy({
  strategyName: "hourly",
  interval: "1h",
  getSignal: async (symbol) => {
    const price = await getAveragePrice(symbol);
    return {
      position: "short",
      priceTakeProfit: price * 0.99,
      priceStopLoss: price * 1.01,
      minuteEstimatedTime: 300,
    };
  },
});
const names = { strategyName: "hourly", exchangeName: "generated", frameName: "a day" };
for await (const _result of Backtest.run("BTCUSDT", names)) {
  // Only the report is of interest.
}

/** How long a position was held; one column is an object with a label and a function of the row. */
const heldColumn: ColumnModel<IStrategyTickResultClosed> = {
  key: "held",
  label: "Held, minutes",
  format: ({ signal, closeTimestamp }) => String((closeTimestamp - signal.pendingAt) / 60_000),
  isVisible: () => true,
};
// Some of the columns there are, and the new one. `setColumns` would make that the default of all reports.
const { backtest_columns: columns } = getDefaultColumns();
const chosen = columns.filter(({ key }) => ["position", "closeReason", "pnl"].includes(key));
const report = await Backtest.getReport("BTCUSDT", "hourly", [...chosen, heldColumn]);
// Below the table stand the figures; the first three lines of them will do.
console.log(
  report
    .split("\n")
    .filter((line) => !line.startsWith("**") || /signals|Win rate:/.test(line))
    .join("\n"),
);

/* It prints:

# Backtest Report: hourly

| Position | PNL (net) | Close Reason | Held, minutes |
| --- | --- | --- | --- |
| SHORT | -1.21% | time_expired | 300 |
| SHORT | -1.40% | stop_loss | 4 |
| SHORT | +0.16% | take_profit | 10 |
| SHORT | +0.45% | take_profit | 116 |
| SHORT | +0.60% | take_profit | 171 |
| SHORT | -1.40% | stop_loss | 138 |
| SHORT | +0.37% | time_expired | 300 |
| SHORT | -0.24% | time_expired | 300 |

**Total signals:** 8
**Closed signals:** 8
**Win rate:** 50.00% (4W / 4L) (higher is better)

*/
