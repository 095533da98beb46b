/** A document of a kind that the library stores. */
export interface SampleDocument {
  readonly title: string;
  readonly document: unknown;
}

const MINUTE_MS = 60_000;
const SOME_TIME = 1_735_689_600_000;

/** The open position of a pair, as it is stored. */
export const createSampleRow = (id: string): Record<string, unknown> => ({
  id,
  position: "long",
  note: 'breakout – 名前 🙂 "quoted" \\ line\nbreak',
  priceOpen: 0.1 + 0.2,
  priceTakeProfit: 64_123.45,
  priceStopLoss: 1e-8,
  minuteEstimatedTime: 1_440,
  symbol: "BTCUSDT",
  strategyName: "trend",
  exchangeName: "exchange",
  scheduledAt: SOME_TIME,
  pendingAt: SOME_TIME + MINUTE_MS,
  _isScheduled: false,
  entry: "market",
  _version: 1,
});

const createClosedRow = (): Record<string, unknown> => ({
  ...createSampleRow("closed"),
  _transition: {
    action: "closed",
    currentPrice: 64_123.45,
    closeReason: "take_profit",
    closeTimestamp: SOME_TIME + 5 * MINUTE_MS,
    pnl: { pnlPercentage: -0.123456789012345, priceOpen: 0.1 + 0.2, priceClose: 64_123.45 },
  },
  tags: ["a", { deep: [null, true, false, "", 0] }],
});

const createPositions = (): unknown[] => [
  [
    "trend:BTCUSDT",
    {
      signal: createSampleRow("counted"),
      symbol: "BTCUSDT",
      strategyName: "trend",
      exchangeName: "exchange",
      openTimestamp: SOME_TIME,
    },
  ],
  [
    "trend:ETHUSDT",
    { signal: null, symbol: "ETHUSDT", strategyName: "trend", exchangeName: "", openTimestamp: SOME_TIME },
  ],
];

const EXACT_NUMBERS = [
  0,
  1,
  -1.5,
  0.1,
  1 / 3,
  Number.EPSILON,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  123_456_789.123_456_78,
];

/** Every shape of document the library writes, and values that are easily changed on the way. */
export const createSampleDocuments = (): SampleDocument[] => [
  { title: "the row of a position", document: createSampleRow("open") },
  { title: "a row with a transition and fields of the user", document: createClosedRow() },
  { title: "the last id of a user", document: { signalId: "user/id:1" } },
  { title: "the pairs of a risk profile", document: createPositions() },
  {
    title: "the levels of signals",
    document: {
      "signal-1": { profitLevels: [10, 20, 30], lossLevels: [] },
      'odd "id"': { profitLevels: [], lossLevels: [10] },
    },
  },
  { title: "numbers to the last bit", document: EXACT_NUMBERS },
  {
    title: "text in any script",
    document: ["äöü", "名前", "🙂", "\u0000\u0007\u2028\ufeff", '\\"/', "' OR 1=1 --"],
  },
  { title: "a long text", document: { note: "0123456789".repeat(30_000) } },
  {
    title: "keys that objects have of their own",
    document: { constructor: 1, toString: [2], "": 3, "a.b": { $set: 4 } },
  },
];

/** What clearing writes. */
export const EMPTY_DOCUMENTS: readonly unknown[] = [null, [], {}];
