import { describe, expect, it } from "vitest";
import type { EntryCandle, Fill } from "../../../src/client/fill-policies";
import { FILL_POLICIES } from "../../../src/client/fill-policies";
import type { FillPolicyName } from "../../../src/interfaces/Config.interface";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { candle } from "./signal-fixtures";

const long = { position: "long", priceTakeProfit: 110, priceStopLoss: 90 } as const;
const short = { position: "short", priceTakeProfit: 90, priceStopLoss: 110 } as const;

const tp = (price: number): Fill => ({ reason: "take_profit", price });
const sl = (price: number): Fill => ({ reason: "stop_loss", price });

type Prices = readonly [open: number, high: number, low: number, close: number];
interface FillCase {
  readonly what: string;
  readonly bracket: typeof long | typeof short;
  readonly prices: Prices;
  readonly entryCandle?: EntryCandle;
  readonly pessimistic: Fill | null;
  readonly optimistic: Fill | null;
  readonly path: Fill | null;
}

// One row: what the candle does, and what each policy makes of it. Long 90 < … < 110, short mirrored at 100.
const CASES: readonly FillCase[] = [
  {
    what: "long: touches nothing",
    bracket: long,
    prices: [100, 109, 91, 100],
    pessimistic: null,
    optimistic: null,
    path: null,
  },
  {
    what: "long: reaches the take profit exactly",
    bracket: long,
    prices: [100, 110, 95, 100],
    pessimistic: tp(110),
    optimistic: tp(110),
    path: tp(110),
  },
  {
    what: "long: reaches the stop exactly",
    bracket: long,
    prices: [100, 105, 90, 100],
    pessimistic: sl(90),
    optimistic: sl(90),
    path: sl(90),
  },
  {
    what: "long: both, high nearer",
    bracket: long,
    prices: [105, 111, 89, 100],
    pessimistic: sl(90),
    optimistic: tp(110),
    path: tp(110),
  },
  {
    what: "long: both, low nearer",
    bracket: long,
    prices: [95, 111, 89, 100],
    pessimistic: sl(90),
    optimistic: tp(110),
    path: sl(90),
  },
  {
    what: "long: both, equally far",
    bracket: long,
    prices: [100, 111, 89, 100],
    pessimistic: sl(90),
    optimistic: tp(110),
    path: sl(90),
  },
  {
    what: "long: opens below the stop",
    bracket: long,
    prices: [85, 88, 84, 86],
    pessimistic: sl(85),
    optimistic: sl(90),
    path: sl(85),
  },
  {
    what: "long: opens at the stop",
    bracket: long,
    prices: [90, 95, 90, 95],
    pessimistic: sl(90),
    optimistic: sl(90),
    path: sl(90),
  },
  {
    what: "long: opens below the stop and reaches the take profit",
    bracket: long,
    prices: [85, 112, 84, 111],
    pessimistic: sl(85),
    optimistic: tp(110),
    path: sl(85),
  },
  {
    what: "long: opens above the take profit",
    bracket: long,
    prices: [115, 116, 112, 113],
    pessimistic: tp(110),
    optimistic: tp(110),
    path: tp(110),
  },
  {
    what: "long: opens above the take profit, falls to the stop with the low nearer",
    bracket: long,
    prices: [112, 150, 89, 95],
    pessimistic: sl(90),
    optimistic: tp(110),
    path: tp(110),
  },
  {
    what: "short: reaches the take profit exactly",
    bracket: short,
    prices: [100, 105, 90, 100],
    pessimistic: tp(90),
    optimistic: tp(90),
    path: tp(90),
  },
  {
    what: "short: reaches the stop exactly",
    bracket: short,
    prices: [100, 110, 95, 100],
    pessimistic: sl(110),
    optimistic: sl(110),
    path: sl(110),
  },
  {
    what: "short: both, low nearer",
    bracket: short,
    prices: [95, 111, 89, 100],
    pessimistic: sl(110),
    optimistic: tp(90),
    path: tp(90),
  },
  {
    what: "short: both, high nearer",
    bracket: short,
    prices: [105, 111, 89, 100],
    pessimistic: sl(110),
    optimistic: tp(90),
    path: sl(110),
  },
  {
    what: "short: both, equally far",
    bracket: short,
    prices: [100, 111, 89, 100],
    pessimistic: sl(110),
    optimistic: tp(90),
    path: sl(110),
  },
  {
    what: "short: opens above the stop",
    bracket: short,
    prices: [115, 116, 112, 113],
    pessimistic: sl(115),
    optimistic: sl(110),
    path: sl(115),
  },
  {
    what: "short: opens below the take profit",
    bracket: short,
    prices: [85, 88, 84, 86],
    pessimistic: tp(90),
    optimistic: tp(90),
    path: tp(90),
  },
  {
    what: "entry candle of a market long: take profit only",
    bracket: long,
    prices: [100, 112, 95, 111],
    entryCandle: "market",
    pessimistic: null,
    optimistic: tp(110),
    path: null,
  },
  {
    what: "entry candle of a limit long: take profit only",
    bracket: long,
    prices: [105, 112, 100, 111],
    entryCandle: "limit",
    pessimistic: null,
    optimistic: null,
    path: null,
  },
  {
    what: "entry candle of a market long: stop only",
    bracket: long,
    prices: [100, 105, 89, 95],
    entryCandle: "market",
    pessimistic: sl(90),
    optimistic: sl(90),
    path: sl(90),
  },
  {
    what: "entry candle of a limit long: stop only",
    bracket: long,
    prices: [105, 106, 89, 95],
    entryCandle: "limit",
    pessimistic: sl(90),
    optimistic: sl(90),
    path: sl(90),
  },
  {
    what: "entry candle of a market long: both, high nearer",
    bracket: long,
    prices: [105, 111, 89, 95],
    entryCandle: "market",
    pessimistic: sl(90),
    optimistic: tp(110),
    path: sl(90),
  },
  {
    what: "entry candle of a limit long: both",
    bracket: long,
    prices: [105, 111, 89, 95],
    entryCandle: "limit",
    pessimistic: sl(90),
    optimistic: sl(90),
    path: sl(90),
  },
  {
    what: "entry candle of a market long: opens below the stop",
    bracket: long,
    prices: [85, 95, 84, 95],
    entryCandle: "market",
    pessimistic: sl(85),
    optimistic: sl(90),
    path: sl(85),
  },
  {
    what: "entry candle of a market long: opens above the take profit",
    bracket: long,
    prices: [115, 116, 114, 115],
    entryCandle: "market",
    pessimistic: null,
    optimistic: tp(110),
    path: null,
  },
  {
    what: "entry candle of a market short: take profit and stop",
    bracket: short,
    prices: [95, 111, 89, 95],
    entryCandle: "market",
    pessimistic: sl(110),
    optimistic: tp(90),
    path: sl(110),
  },
];

const NAMES: readonly FillPolicyName[] = ["pessimistic", "optimistic", "path"];

describe.each(NAMES)("fill policy %s (H3)", (name) => {
  it.each(CASES)("$what", (row) => {
    const bar = candle(0, ...row.prices);
    expect(FILL_POLICIES[name](bar, row.bracket, row.entryCandle ?? null)).toEqual(row[name]);
  });
});

describe("path with decimal prices", () => {
  it("sees equal distances as equal although their binary differences differ", () => {
    // 100.3 − 100.2 < 100.2 − 100.1 in binary; the prices a trader wrote are equally far.
    const bracket = { position: "long", priceTakeProfit: 100.3, priceStopLoss: 100.1 } as const;
    expect(100.3 - 100.2).toBeLessThan(100.2 - 100.1);
    expect(FILL_POLICIES.path(candle(0, 100.2, 100.3, 100.1), bracket, null)).toEqual(sl(100.1));
  });

  it("still tells the smallest price steps apart", () => {
    const bracket = { position: "long", priceTakeProfit: 65000.02, priceStopLoss: 64999.98 } as const;
    expect(FILL_POLICIES.path(candle(0, 65000.01, 65000.02, 64999.98), bracket, null)).toEqual(tp(65000.02));
    expect(FILL_POLICIES.path(candle(0, 64999.99, 65000.02, 64999.98), bracket, null)).toEqual(sl(64999.98));
  });
});

describe.each(NAMES)("open and close that lie a tick outside of low..high were traded too (%s)", (name) => {
  const long = { position: "long", priceTakeProfit: 100.05, priceStopLoss: 99.95 } as const;
  const short = { position: "short", priceTakeProfit: 99.95, priceStopLoss: 100.05 } as const;
  const bar = (open: number, close: number): ICandleData => candle(0, open, 100, 100, close);

  it.each([
    ["open above the take profit", long, bar(100.08, 100), tp(100.05)],
    ["close above the take profit", long, bar(100, 100.08), tp(100.05)],
    ["close below the stop", long, bar(100, 99.92), sl(99.95)],
    ["open below the take profit of a short", short, bar(99.92, 100), tp(99.95)],
    ["close above the stop of a short", short, bar(100, 100.08), sl(100.05)],
  ])("%s", (_, bracket, minute, fill) => {
    expect(FILL_POLICIES[name](minute, bracket, null)).toEqual(fill);
  });
});
