import type { MinuteTape } from "../../../src/client/minute-tape";
import { createTape } from "../../support/create-tape";
import { prepareSignal } from "../../../src/client/signal-intake";
import type { HeldState, MachineSettings, MinuteOutcome } from "../../../src/client/signal-machine";
import {
  advance,
  createPendingState,
  createScheduledState,
  endOfData,
} from "../../../src/client/signal-machine";
import type { FillPolicyName, GlobalConfig } from "../../../src/interfaces/Config.interface";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import type { ISignalDto, ISignalRow } from "../../../src/interfaces/Signal.interface";
import { at, candle, MINUTE, SETTINGS, T0 } from "./signal-fixtures";

/** A parsed line like `long limit 95, TP 110, SL 90, 60 min, policy path, await 3, window 1, data ends`. */
interface Order {
  readonly answer: ISignalDto;
  readonly settings: GlobalConfig;
  readonly dataEnds: boolean;
}

const ORDER =
  /^(long|short) (?:at market|limit ([\d.]+)), TP ([\d.]+), SL ([\d.]+), (\d+) min(?:, policy (pessimistic|optimistic|path))?(?:, await (\d+))?(?:, window (\d+))?(, data ends)?$/;

const isFillPolicyName = (name: string): name is FillPolicyName =>
  ["pessimistic", "optimistic", "path"].includes(name);

const parseOrder = (text: string): Order => {
  const match = ORDER.exec(text);
  if (match === null) {
    throw new Error(`Not an order: ${text}`);
  }
  const [
    ,
    side,
    limit,
    takeProfit,
    stopLoss,
    minutes,
    policy = "pessimistic",
    wait = "120",
    window = "5",
    end,
  ] = match;
  if (!isFillPolicyName(policy)) {
    throw new Error(`Not a policy: ${policy}`);
  }
  return {
    answer: {
      position: side === "long" ? "long" : "short",
      priceOpen: limit === undefined ? undefined : Number(limit),
      priceTakeProfit: Number(takeProfit),
      priceStopLoss: Number(stopLoss),
      minuteEstimatedTime: Number(minutes),
    },
    settings: {
      ...SETTINGS,
      CC_FILL_POLICY: policy,
      CC_SCHEDULE_AWAIT_MINUTES: Number(wait),
      CC_AVG_PRICE_CANDLES_COUNT: Number(window),
    },
    dataEnds: end !== undefined,
  };
};

interface Table {
  readonly candles: readonly ICandleData[];
  /** The last minute of the table, gap or not. */
  readonly lastMinute: number;
}

/** Lines like `3: 100 101 99 100 1` (open high low close volume) or `3: gap`; a minute not listed is a gap too. */
const parseTable = (text: string): Table => {
  const candles: ICandleData[] = [];
  let lastMinute = -1;
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line !== "") {
      const [minuteText = "", prices = ""] = line.split(":");
      lastMinute = Number(minuteText);
      const numbers = prices.trim().split(/\s+/).map(Number);
      const [open, high, low, close, volume] = numbers;
      if (open !== undefined && high !== undefined && low !== undefined && close !== undefined) {
        candles.push(candle(lastMinute, open, high, low, close, volume));
      } else if (prices.trim() !== "gap") {
        throw new Error(`Not a candle: ${line}`);
      }
    }
  }
  const hasHistory = candles.some(({ timestamp }) => timestamp < T0);
  return { candles: hasHistory ? candles : [candle(-1, 100, 100, 100, 100, 1), ...candles], lastMinute };
};

const minuteOf = (time: number): number => (time - T0) / MINUTE;

const round = (percent: number): number => Math.round(percent * 1000) / 1000;

const describeOutcome = (outcome: MinuteOutcome): string => {
  switch (outcome.kind) {
    case "waiting":
      return "waiting";
    case "running":
      return `open, ${round(outcome.percentTp)} % to TP, ${round(outcome.percentSl)} % to SL`;
    case "activated":
      return `${minuteOf(outcome.state.row.pendingAt)} opened limit ${outcome.state.row.priceOpen}`;
    case "cancelled":
      return `${minuteOf(outcome.time)} cancelled ${outcome.reason} ${outcome.price}`;
    case "closed":
      return `${minuteOf(outcome.time)} ${outcome.closeReason} ${outcome.price}`;
  }
};

const describeEntry = (row: ISignalRow): string =>
  row._isScheduled ? `0 scheduled ${row.priceOpen}` : `0 opened ${row.entry} ${row.priceOpen}`;

const hold = (row: ISignalRow): HeldState =>
  row._isScheduled ? createScheduledState(row) : createPendingState(row);

const endAt = (state: HeldState, tape: MinuteTape, minute: number, settings: MachineSettings): string => {
  const last = tape.observe(at(minute));
  const outcome = endOfData(state, at(minute + 1), last.averagePrice(), last.lastClose(), settings);
  const what = outcome.kind === "closed" ? outcome.closeReason : `cancelled ${outcome.reason}`;
  return `${minuteOf(outcome.time)} ${what} ${outcome.price}`;
};

/**
 * Plays one case: the signal comes at minute 0, when the candles of negative minutes are closed, and then every minute of
 * the table is fed. The last entry says how things stand after the table, unless the signal has ended.
 */
export const play = (orderText: string, tableText: string): string[] => {
  const { answer, settings, dataEnds } = parseOrder(orderText);
  const { candles, lastMinute } = parseTable(tableText);
  const tape = createTape(candles, settings.CC_AVG_PRICE_CANDLES_COUNT);
  const machine = {
    fillPolicy: settings.CC_FILL_POLICY,
    scheduleAwaitMs: settings.CC_SCHEDULE_AWAIT_MINUTES * MINUTE,
  };
  const now = tape.observe(at(-1));
  const booking = {
    symbol: "BTCUSDT",
    strategyName: "strategy",
    exchangeName: "exchange",
    minute: T0,
    averagePrice: now.averagePrice() ?? Number.NaN,
    lastClose: now.lastClose() ?? Number.NaN,
    createId: () => "id",
  };
  const row = prepareSignal(answer, booking, settings);
  const story = [describeEntry(row)];
  let state = hold(row);
  let standing: string | null = null;
  while (state.nextMinute <= at(lastMinute)) {
    const outcome = advance(state, tape.observe(state.nextMinute), machine);
    const isStanding = outcome.kind === "waiting" || outcome.kind === "running";
    standing = isStanding ? describeOutcome(outcome) : null;
    if (!isStanding) {
      story.push(describeOutcome(outcome));
    }
    if (outcome.kind === "closed" || outcome.kind === "cancelled") {
      return story;
    }
    state = outcome.state;
  }
  if (dataEnds) {
    return [...story, endAt(state, tape, lastMinute, machine)];
  }
  return standing === null ? story : [...story, standing];
};
