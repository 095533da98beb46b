/**
 * The signal machine as a trader reads it. Every case is a signal, a handful of candles and what must happen.
 *
 * - The signal comes at minute 0. Minutes below 0 are history; without any, one flat candle at 100 is the history, so that
 *   the VWAP and the last close are 100.
 * - A candle is `minute: open high low close volume`. `gap` is a minute without a candle.
 * - An outcome is `minute what price`: the open of the candle for entries and exits by price, the instant for time-outs and
 *   expiry. The last line `open` or `waiting` says how things stand after the last candle.
 * - Unless said otherwise: policy pessimistic, a limit order waits 120 minutes, the VWAP window has 5 candles.
 *
 * All expected values are written by hand.
 */
import { describe, expect, it } from "vitest";
import { play } from "./candle-table";

const spec = (title: string, order: string, candles: string, outcome: readonly string[]): void => {
  it(`${title} [${order}]`, () => {
    const story = play(order, candles);
    const shortened = story.map((line, index) =>
      outcome[index] === "open" && line.startsWith("open,") ? "open" : line,
    );
    expect(shortened).toEqual(outcome);
  });
};

const LONG = "long at market, TP 110, SL 90, 60 min";
const SHORT = "short at market, TP 90, SL 110, 60 min";
const OPENED = "0 opened market 100";

describe("market entry: the worse of VWAP and last close (H7)", () => {
  const rising = `
    -2: 100 100 100 100 1
    -1: 104 104 104 104 1
  `;
  const falling = `
    -2: 104 104 104 104 1
    -1: 100 100 100 100 1
  `;
  const longOrder = "long at market, TP 115, SL 92, 60 min";
  const shortOrder = "short at market, TP 88, SL 112, 60 min";
  spec("flat market: the price", LONG, "", [OPENED]);
  spec("long after a rise pays the last close", longOrder, rising, ["0 opened market 104"]);
  spec("long after a fall pays the VWAP", longOrder, falling, ["0 opened market 102"]);
  spec("short after a rise gets the VWAP", shortOrder, rising, ["0 opened market 102"]);
  spec("short after a fall gets the last close", shortOrder, falling, ["0 opened market 100"]);
  spec("optimistic long: the VWAP", `${longOrder}, policy optimistic`, rising, ["0 opened market 102"]);
  spec("optimistic short: the VWAP", `${shortOrder}, policy optimistic`, falling, ["0 opened market 102"]);
  spec("path long: as pessimistic", `${longOrder}, policy path`, rising, ["0 opened market 104"]);
  spec("path short: as pessimistic", `${shortOrder}, policy path`, falling, ["0 opened market 100"]);
  spec(
    "the VWAP weights by volume",
    longOrder,
    `
    -2: 104 104 104 104 3
    -1: 100 100 100 100 1
    `,
    ["0 opened market 103"],
  );
  spec(
    "without any volume it is the mean of the closes",
    longOrder,
    `
    -2: 104 110 90 104 0
    -1: 100 110 90 100 0
    `,
    ["0 opened market 102"],
  );
  spec(
    "the window is five minutes, so minute -6 does not count",
    LONG,
    `
    -6: 108 108 108 108 9
    -1: 100 100 100 100 1
    `,
    [OPENED],
  );
  spec(
    "a hole in the window shortens it",
    longOrder,
    `
    -5: 104 104 104 104 1
    -1: 100 100 100 100 1
    `,
    ["0 opened market 102"],
  );
});

describe("exits of a long", () => {
  const one = (prices: string): string => `
    0: 100 100 100 100 1
    1: ${prices} 1
  `;
  spec("the high reaches the take profit exactly", LONG, one("100 110 99 105"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec("the high passes the take profit: filled at its price", LONG, one("100 119 99 105"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec("the high stays a tick below", LONG, one("100 109.99 99 105"), [OPENED, "open"]);
  spec("the low reaches the stop exactly", LONG, one("100 101 90 95"), [OPENED, "1 stop_loss 90"]);
  spec("the low passes the stop: filled at its price", LONG, one("100 101 80 95"), [
    OPENED,
    "1 stop_loss 90",
  ]);
  spec("the low stays a tick above", LONG, one("100 101 90.01 95"), [OPENED, "open"]);
  spec("a gap through the stop fills at the open", LONG, one("85 88 84 86"), [OPENED, "1 stop_loss 85"]);
  spec("path: a gap through the stop fills at the open", `${LONG}, policy path`, one("85 88 84 86"), [
    OPENED,
    "1 stop_loss 85",
  ]);
  spec(
    "optimistic: a gap through the stop fills at the stop",
    `${LONG}, policy optimistic`,
    one("85 88 84 86"),
    [OPENED, "1 stop_loss 90"],
  );
  spec("an open exactly at the stop", LONG, one("90 95 90 94"), [OPENED, "1 stop_loss 90"]);
  spec("a gap over the take profit gives no more than its price", LONG, one("120 121 118 119"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec("path: the same", `${LONG}, policy path`, one("120 121 118 119"), [OPENED, "1 take_profit 110"]);
  spec("optimistic: the same", `${LONG}, policy optimistic`, one("120 121 118 119"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec("both levels in one candle: the stop", LONG, one("105 111 89 100"), [OPENED, "1 stop_loss 90"]);
  spec("optimistic, both: the take profit", `${LONG}, policy optimistic`, one("95 111 89 100"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec(
    "path, both, high nearer to the open: the take profit",
    `${LONG}, policy path`,
    one("105 111 89 100"),
    [OPENED, "1 take_profit 110"],
  );
  spec("path, both, low nearer to the open: the stop", `${LONG}, policy path`, one("95 111 89 100"), [
    OPENED,
    "1 stop_loss 90",
  ]);
  spec("path, both, equally far: the stop", `${LONG}, policy path`, one("100 111 89 100"), [
    OPENED,
    "1 stop_loss 90",
  ]);
  spec("path, opened above the take profit, then the stop", `${LONG}, policy path`, one("112 150 89 95"), [
    OPENED,
    "1 take_profit 110",
  ]);
  spec("pessimistic, opened above the take profit, then the stop", LONG, one("112 150 89 95"), [
    OPENED,
    "1 stop_loss 90",
  ]);
  spec("a flat candle at the take profit", LONG, one("110 110 110 110"), [OPENED, "1 take_profit 110"]);
  spec("a flat candle at the stop", LONG, one("90 90 90 90"), [OPENED, "1 stop_loss 90"]);
});

describe("exits of a short, mirrored", () => {
  const one = (prices: string): string => `
    0: 100 100 100 100 1
    1: ${prices} 1
  `;
  spec("the low reaches the take profit exactly", SHORT, one("100 101 90 95"), [OPENED, "1 take_profit 90"]);
  spec("the low stays a tick above", SHORT, one("100 101 90.01 95"), [OPENED, "open"]);
  spec("the high reaches the stop exactly", SHORT, one("100 110 99 105"), [OPENED, "1 stop_loss 110"]);
  spec("the high stays a tick below", SHORT, one("100 109.99 99 105"), [OPENED, "open"]);
  spec("a gap through the stop fills at the open", SHORT, one("115 117 112 116"), [
    OPENED,
    "1 stop_loss 115",
  ]);
  spec("path: a gap through the stop fills at the open", `${SHORT}, policy path`, one("115 117 112 116"), [
    OPENED,
    "1 stop_loss 115",
  ]);
  spec(
    "optimistic: a gap through the stop fills at the stop",
    `${SHORT}, policy optimistic`,
    one("115 117 112 116"),
    [OPENED, "1 stop_loss 110"],
  );
  spec("a gap below the take profit gives no more than its price", SHORT, one("80 81 79 80"), [
    OPENED,
    "1 take_profit 90",
  ]);
  spec("both levels in one candle: the stop", SHORT, one("95 111 89 100"), [OPENED, "1 stop_loss 110"]);
  spec("optimistic, both: the take profit", `${SHORT}, policy optimistic`, one("105 111 89 100"), [
    OPENED,
    "1 take_profit 90",
  ]);
  spec("path, both, low nearer to the open: the take profit", `${SHORT}, policy path`, one("95 111 89 100"), [
    OPENED,
    "1 take_profit 90",
  ]);
  spec("path, both, high nearer to the open: the stop", `${SHORT}, policy path`, one("105 111 89 100"), [
    OPENED,
    "1 stop_loss 110",
  ]);
  spec("path, both, equally far: the stop", `${SHORT}, policy path`, one("100 111 89 100"), [
    OPENED,
    "1 stop_loss 110",
  ]);
});

describe("entry candle of a market entry: the stop counts, the take profit does not", () => {
  spec("long, take profit in minute 0: not counted", LONG, "0: 100 112 99 100 1", [OPENED, "open"]);
  spec("path: not counted", `${LONG}, policy path`, "0: 100 112 99 100 1", [OPENED, "open"]);
  spec("optimistic: counted", `${LONG}, policy optimistic`, "0: 100 112 99 100 1", [
    OPENED,
    "0 take_profit 110",
  ]);
  spec("short, take profit in minute 0: not counted", SHORT, "0: 100 101 88 100 1", [OPENED, "open"]);
  spec("short, optimistic: counted", `${SHORT}, policy optimistic`, "0: 100 101 88 100 1", [
    OPENED,
    "0 take_profit 90",
  ]);
  spec("long, stop in minute 0", LONG, "0: 100 101 89 95 1", [OPENED, "0 stop_loss 90"]);
  spec("short, stop in minute 0", SHORT, "0: 100 111 99 105 1", [OPENED, "0 stop_loss 110"]);
  spec("long, gap through the stop right after the entry", LONG, "0: 88 89 87 88 1", [
    OPENED,
    "0 stop_loss 88",
  ]);
  spec(
    "path, both in minute 0 with the high nearer: still the stop",
    `${LONG}, policy path`,
    "0: 105 111 89 100 1",
    [OPENED, "0 stop_loss 90"],
  );
  spec("optimistic, both in minute 0: the take profit", `${LONG}, policy optimistic`, "0: 95 111 89 100 1", [
    OPENED,
    "0 take_profit 110",
  ]);
  spec(
    "the take profit counts from the next minute on",
    LONG,
    `
    0: 100 112 99 100 1
    1: 100 110 99 100 1
    `,
    [OPENED, "1 take_profit 110"],
  );
  spec(
    "with minute 0 missing there is no entry candle, and minute 1 is an ordinary one",
    LONG,
    `
    0: gap
    1: 100 110 99 100 1
    `,
    [OPENED, "1 take_profit 110"],
  );
});

describe("limit orders", () => {
  const BUY = "long limit 95, TP 110, SL 90, 60 min";
  const SELL = "short limit 105, TP 90, SL 110, 60 min";
  const WAITS = "0 scheduled 95";
  const two = (prices: string): string => `
    0: 100 101 99 100 1
    1: ${prices} 1
  `;
  spec("long: waits while the low stays a tick above", BUY, two("100 101 95.01 96"), [WAITS, "waiting"]);
  spec("long: fills when the low reaches it exactly", BUY, two("100 101 95 96"), [
    WAITS,
    "1 opened limit 95",
    "open",
  ]);
  spec("long: fills in minute 0", BUY, "0: 100 101 94 96 1", [WAITS, "0 opened limit 95", "open"]);
  spec("long: an open below the limit still pays the limit", BUY, two("93 94 92 93"), [
    WAITS,
    "1 opened limit 95",
    "open",
  ]);
  spec("long: opens below the stop: cancelled at the VWAP", `${BUY}, window 1`, two("86 88 84 86"), [
    WAITS,
    "1 cancelled price 86",
  ]);
  spec("long: opens exactly at the stop: cancelled", `${BUY}, window 1`, two("90 96 90 96"), [
    WAITS,
    "1 cancelled price 94",
  ]);
  spec(
    "optimistic: opens below the stop: cancelled as well",
    `${BUY}, policy optimistic, window 1`,
    two("86 88 84 86"),
    [WAITS, "1 cancelled price 86"],
  );
  spec("entry and stop in one candle: opened and stopped", BUY, two("100 101 89 92"), [
    WAITS,
    "1 opened limit 95",
    "1 stop_loss 90",
  ]);
  spec(
    "path: entry and stop in one candle: opened and stopped",
    `${BUY}, policy path`,
    two("100 101 89 92"),
    [WAITS, "1 opened limit 95", "1 stop_loss 90"],
  );
  spec(
    "optimistic: entry and stop in one candle: cancelled at the VWAP",
    `${BUY}, policy optimistic, window 1`,
    two("100 101 89 92"),
    [WAITS, "1 cancelled price 94"],
  );
  spec("the take profit of the entry candle does not count", BUY, two("100 112 94 111"), [
    WAITS,
    "1 opened limit 95",
    "open",
  ]);
  spec(
    "optimistic: nor does it there, the high may come before the entry",
    `${BUY}, policy optimistic`,
    two("100 112 94 111"),
    [WAITS, "1 opened limit 95", "open"],
  );
  spec("path: nor there", `${BUY}, policy path`, two("100 112 94 111"), [WAITS, "1 opened limit 95", "open"]);
  spec(
    "the minute after the entry is watched: stop",
    BUY,
    `
    0: 100 101 94 96 1
    1: 96 97 90 92 1
    `,
    [WAITS, "0 opened limit 95", "1 stop_loss 90"],
  );
  spec(
    "the minute after the entry is watched: take profit",
    BUY,
    `
    0: 100 101 94 96 1
    1: 96 110 95 108 1
    `,
    [WAITS, "0 opened limit 95", "1 take_profit 110"],
  );
  spec("short: waits while the high stays a tick below", SELL, two("100 104.99 99 100"), [
    "0 scheduled 105",
    "waiting",
  ]);
  spec("short: fills when the high reaches it exactly", SELL, two("100 105 99 104"), [
    "0 scheduled 105",
    "1 opened limit 105",
    "open",
  ]);
  spec("short: an open above the limit still gets the limit", SELL, two("107 108 106 107"), [
    "0 scheduled 105",
    "1 opened limit 105",
    "open",
  ]);
  spec("short: opens above the stop: cancelled at the VWAP", `${SELL}, window 1`, two("114 116 112 114"), [
    "0 scheduled 105",
    "1 cancelled price 114",
  ]);
  spec("short: entry and stop in one candle: opened and stopped", SELL, two("100 111 99 108"), [
    "0 scheduled 105",
    "1 opened limit 105",
    "1 stop_loss 110",
  ]);
  spec(
    "short, optimistic: entry and stop in one candle: cancelled at the VWAP",
    `${SELL}, policy optimistic, window 1`,
    two("100 111 99 108"),
    ["0 scheduled 105", "1 cancelled price 106"],
  );
  spec("long limit above the market: entered at the limit now", "long limit 105, TP 110, SL 90, 60 min", "", [
    "0 opened market 105",
  ]);
  spec(
    "short limit below the market: entered at the limit now",
    "short limit 95, TP 90, SL 110, 60 min",
    "",
    ["0 opened market 95"],
  );
  spec("a limit exactly at the market: entered now", "long limit 100, TP 110, SL 90, 60 min", "", [OPENED]);
  const rising = `
    -2: 100 100 100 100 1
    -1: 104 104 104 104 1
  `;
  const falling = `
    -2: 104 104 104 104 1
    -1: 100 100 100 100 1
  `;
  spec(
    "long limit between VWAP 102 and last close 104: not reached, waits",
    "long limit 103, TP 115, SL 92, 60 min",
    rising,
    ["0 scheduled 103"],
  );
  spec(
    "optimistic: the VWAP alone has reached it",
    "long limit 103, TP 115, SL 92, 60 min, policy optimistic",
    rising,
    ["0 opened market 103"],
  );
  spec(
    "short limit between last close 100 and VWAP 102: not reached, waits",
    "short limit 101, TP 88, SL 112, 60 min",
    falling,
    ["0 scheduled 101"],
  );
  spec(
    "long limit between last close 100 and VWAP 102: waits, and fills in the next minute",
    "long limit 101, TP 115, SL 92, 60 min",
    `${falling}
    0: 100 100 100 100 1
    `,
    ["0 scheduled 101", "0 opened limit 101", "open"],
  );
});

describe("expiry: decided with the minute that ends at that instant (H4)", () => {
  const flat = `
    0: 100 100 100 100 1
    1: 100 100 100 100 1
  `;
  const three = "long at market, TP 110, SL 90, 3 min";
  spec("not a minute early", three, flat, [OPENED, "open"]);
  spec("at entry + 3 minutes", three, `${flat} 2: 100 100 100 100 1`, [OPENED, "3 time_expired 100"]);
  spec(
    "the candle that opens at the expiry is not looked at",
    three,
    `${flat} 2: 100 100 100 100 1
    3: 100 115 80 80 1`,
    [OPENED, "3 time_expired 100"],
  );
  spec("a take profit in the last minute wins", three, `${flat} 2: 100 110 100 100 1`, [
    OPENED,
    "2 take_profit 110",
  ]);
  spec("a stop in the last minute wins", three, `${flat} 2: 100 100 90 100 1`, [OPENED, "2 stop_loss 90"]);
  spec(
    "one minute: expires with its entry candle",
    "long at market, TP 110, SL 90, 1 min",
    "0: 100 100 100 100 1",
    [OPENED, "1 time_expired 100"],
  );
  spec(
    "one minute: the stop of the entry candle comes first",
    "long at market, TP 110, SL 90, 1 min",
    "0: 100 100 90 95 1",
    [OPENED, "0 stop_loss 90"],
  );
  spec(
    "the lifetime of a limit entry counts from the fill",
    "long limit 95, TP 110, SL 90, 2 min",
    `
    0: 100 100 100 100 1
    1: 100 100 100 100 1
    2: 100 100 95 95 1
    3: 95 95 95 95 1
    `,
    // VWAP over the window -1…3: (100 + 100 + 100 + 96.66… + 95) / 5 is above the last close, 95
    ["0 scheduled 95", "2 opened limit 95", "4 time_expired 95"],
  );
  const last = `
    0: 100 100 100 100 1
    1: 100 100 97 97 1
  `;
  const lastUp = `
    0: 100 100 100 100 1
    1: 100 103 100 103 1
  `;
  spec(
    "long sells at the last close 97 below VWAP 98",
    "long at market, TP 110, SL 90, 2 min, window 1",
    last,
    [OPENED, "2 time_expired 97"],
  );
  spec(
    "long sells at VWAP 102 below the last close 103",
    "long at market, TP 110, SL 90, 2 min, window 1",
    lastUp,
    [OPENED, "2 time_expired 102"],
  );
  spec(
    "short buys at VWAP 98 above the last close 97",
    "short at market, TP 90, SL 110, 2 min, window 1",
    last,
    [OPENED, "2 time_expired 98"],
  );
  spec(
    "short buys at the last close 103 above VWAP 102",
    "short at market, TP 90, SL 110, 2 min, window 1",
    lastUp,
    [OPENED, "2 time_expired 103"],
  );
  spec(
    "optimistic sells at the VWAP",
    "long at market, TP 110, SL 90, 2 min, policy optimistic, window 1",
    last,
    [OPENED, "2 time_expired 98"],
  );
  spec("path: the worse, too", "long at market, TP 110, SL 90, 2 min, policy path, window 1", last, [
    OPENED,
    "2 time_expired 97",
  ]);
  spec("in a gap: the clock runs, the window's VWAP serves", three, `${flat} 2: gap`, [
    OPENED,
    "3 time_expired 100",
  ]);
  spec(
    "in a gap with an empty window: the last close before it",
    "long at market, TP 110, SL 90, 4 min, window 2",
    `
    0: 100 100 100 100 1
    1: 100 102 100 101 1
    2: gap
    3: gap
    `,
    [OPENED, "4 time_expired 101"],
  );
  spec(
    "without volume: the mean of the closes, 99, below the last close 100",
    "long at market, TP 110, SL 90, 2 min, window 2",
    `
    0: 98 100 96 98 0
    1: 98 100 96 100 0
    `,
    [OPENED, "2 time_expired 99"],
  );
});

describe("await limit: decided with the minute that ends at that instant (H4)", () => {
  const BUY = "long limit 95, TP 110, SL 90, 60 min, await 3";
  const WAITS = "0 scheduled 95";
  const flat = `
    0: 100 100 100 100 1
    1: 100 100 100 100 1
  `;
  spec("not a minute early", BUY, flat, [WAITS, "waiting"]);
  spec("at the signal + 3 minutes", BUY, `${flat} 2: 100 100 100 100 1`, [WAITS, "3 cancelled timeout 100"]);
  spec(
    "the candle that opens at the limit is not looked at",
    BUY,
    `${flat} 2: 100 100 100 100 1
    3: 100 100 94 94 1`,
    [WAITS, "3 cancelled timeout 100"],
  );
  spec("a fill in the last minute wins", BUY, `${flat} 2: 100 100 95 96 1`, [
    WAITS,
    "2 opened limit 95",
    "open",
  ]);
  spec("a gap through the stop in the last minute wins", `${BUY}, window 1`, `${flat} 2: 88 88 88 88 1`, [
    WAITS,
    "2 cancelled price 88",
  ]);
  spec("the price is the VWAP 98, not the last close 97", `${BUY}, window 1`, `${flat} 2: 100 100 97 97 1`, [
    WAITS,
    "3 cancelled timeout 98",
  ]);
  spec("in a gap", BUY, `${flat} 2: gap`, [WAITS, "3 cancelled timeout 100"]);
  spec(
    "in a gap with an empty window: the last close before it",
    `${BUY}, window 1`,
    `
    0: 100 100 100 100 1
    1: 100 102 100 101 1
    2: gap
    `,
    [WAITS, "3 cancelled timeout 101"],
  );
  spec("the lifetime does not run while waiting", "long limit 95, TP 110, SL 90, 1 min, await 3", flat, [
    WAITS,
    "waiting",
  ]);
  spec(
    "short: at the signal + 1 minute",
    "short limit 105, TP 90, SL 110, 60 min, await 1",
    "0: 100 100 100 100 1",
    ["0 scheduled 105", "1 cancelled timeout 100"],
  );
});

describe("gaps and candles without volume", () => {
  spec(
    "nothing is touched in a gap, the next candle is judged on its own",
    LONG,
    `
    0: 100 100 100 100 1
    1: gap
    2: gap
    3: 88 89 87 88 1
    `,
    [OPENED, "3 stop_loss 88"],
  );
  spec(
    "a limit order that the price passed in a gap fills at the limit",
    "long limit 95, TP 110, SL 85, 60 min",
    `
    0: 100 100 100 100 1
    1: gap
    2: 92 92 91 92 1
    `,
    ["0 scheduled 95", "2 opened limit 95", "open"],
  );
  spec(
    "a limit order whose stop was passed in a gap is cancelled",
    "long limit 95, TP 110, SL 90, 60 min, window 1",
    `
    0: 100 100 100 100 1
    1: gap
    2: 80 96 80 88 1
    `,
    ["0 scheduled 95", "2 cancelled price 88"],
  );
  spec("a candle without volume touches like any other", LONG, "0: 100 100 90 100 0", [
    OPENED,
    "0 stop_loss 90",
  ]);
  spec("a gap leaves a waiting order waiting", "long limit 95, TP 110, SL 90, 60 min", "0: gap", [
    "0 scheduled 95",
    "waiting",
  ]);
});

describe("the end of all data", () => {
  spec(
    "a position closes at the worse of VWAP 98 and last close 97",
    `${LONG}, window 1, data ends`,
    "0: 100 100 97 97 1",
    [OPENED, "1 time_expired 97"],
  );
  spec("optimistic: at the VWAP", `${LONG}, policy optimistic, window 1, data ends`, "0: 100 100 97 97 1", [
    OPENED,
    "1 time_expired 98",
  ]);
  spec(
    "with an empty window: at the last close",
    `${LONG}, window 1, data ends`,
    `
    0: 100 102 100 101 1
    1: gap
    `,
    [OPENED, "2 time_expired 101"],
  );
  spec(
    "a waiting order is cancelled at the VWAP",
    "long limit 95, TP 110, SL 90, 60 min, window 1, data ends",
    "0: 100 100 97 97 1",
    ["0 scheduled 95", "1 cancelled end_of_data 98"],
  );
  spec(
    "a position without a minute to live closes where it opened",
    `${LONG}, data ends`,
    "-1: 100 100 100 100 1",
    [OPENED, "0 time_expired 100"],
  );
});

describe("running percentages: candles since the entry only (H7)", () => {
  spec("half of the way to the take profit", LONG, "0: 105 105 105 105 1", [
    OPENED,
    "open, 50 % to TP, 0 % to SL",
  ]);
  spec("half of the way to the stop", LONG, "0: 95 95 95 95 1", [OPENED, "open, 0 % to TP, 50 % to SL"]);
  spec("short: half of the way to the take profit", SHORT, "0: 95 95 95 95 1", [
    OPENED,
    "open, 50 % to TP, 0 % to SL",
  ]);
  spec("short: half of the way to the stop", SHORT, "0: 105 105 105 105 1", [
    OPENED,
    "open, 0 % to TP, 50 % to SL",
  ]);
  spec("at the entry: neither", LONG, "0: 100 100 100 100 1", [OPENED, "open, 0 % to TP, 0 % to SL"]);
  spec("each side has its own distance", "long at market, TP 120, SL 95, 60 min", "0: 96 96 96 96 1", [
    OPENED,
    "open, 0 % to TP, 80 % to SL",
  ]);
  spec("past the take profit in the entry candle: 100", LONG, "0: 112 112 112 112 1", [
    OPENED,
    "open, 100 % to TP, 0 % to SL",
  ]);
  spec("no candle since the entry: neither", LONG, "0: gap", [OPENED, "open, 0 % to TP, 0 % to SL"]);
  spec(
    "the candles before a limit entry do not count",
    "long limit 95, TP 105, SL 85, 60 min",
    `
    0: 104 104 104 104 9
    1: 92 92 92 92 1
    `,
    ["0 scheduled 95", "1 opened limit 95", "open, 0 % to TP, 30 % to SL"],
  );
});
