/**
 * Two risk profiles over one strategy: both have to allow a signal. Counts what was refused, and why.
 * `npx tsx docs/examples/merged-risk-profiles.ts` from a clone.
 */
import {
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  getAveragePrice,
  getCandles,
  listenError,
  listenRisk,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";
import { calculateAtr } from "./indicators.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

// What every strategy has to keep to. A rule refuses by throwing; its note says why.
addRisk({
  riskName: "house rules",
  validations: [
    {
      note: "the stop is more than 2 % away",
      validate: ({ pendingSignal: { priceOpen, priceStopLoss } }) => {
        if (Math.abs(priceOpen - priceStopLoss) > priceOpen * 0.02) {
          throw new Error("too far");
        }
      },
    },
  ],
});

// And one for this kind of strategy. In live it would also count positions: `activePositionCount`.
addRisk({
  riskName: "no weekends",
  validations: [
    {
      note: "it is a weekend",
      validate: ({ timestamp }) => {
        if ([0, 6].includes(new Date(timestamp).getUTCDay())) {
          throw new Error("weekend");
        }
      },
    },
  ],
});

addGeneratedExchange("generated", 17);
addFrame({ frameName: "two weeks", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(16) });
addStrategy({
  strategyName: "every hour",
  interval: "1h",
  riskList: ["house rules", "no weekends"],
  getSignal: async (symbol) => {
    const hours = await getCandles(symbol, "1h", 15);
    const atr = calculateAtr(hours, 14);
    if (atr === null) {
      return null;
    }
    const price = await getAveragePrice(symbol);
    return {
      position: "long",
      priceTakeProfit: price + 3 * atr,
      priceStopLoss: price - 3 * atr,
      minuteEstimatedTime: 600,
    };
  },
});

const refusals = new Map<string, number>();
listenRisk(({ comment }) => {
  refusals.set(comment, (refusals.get(comment) ?? 0) + 1);
});

const names = { strategyName: "every hour", exchangeName: "generated", frameName: "two weeks" };
let trades = 0;
for await (const result of Backtest.run("BTCUSDT", names)) {
  trades += result.action === "closed" ? 1 : 0;
}
console.log(`${trades} trades`);
for (const [comment, count] of refusals) {
  console.log(`${count} refused: ${comment}`);
}

/* It prints:

21 trades
161 refused: the stop is more than 2 % away
42 refused: it is a weekend

*/
