import type {
  FillPolicyName,
  GlobalConfig,
  ICandleData,
  ISignalDto,
  IStrategyTickResult,
} from "../../src/index";
import { MINUTE, START } from "./market";
import type { LiveRecording } from "./minute-driver";

/** Settings the story depends on. */
export type StorySettings = Pick<
  GlobalConfig,
  | "CC_FILL_POLICY"
  | "CC_AVG_PRICE_CANDLES_COUNT"
  | "CC_SCHEDULE_AWAIT_MINUTES"
  | "CC_PERCENT_FEE"
  | "CC_PERCENT_SLIPPAGE"
>;

const round = (price: number): number => Number(price.toFixed(7));

const minuteOf = (time: number): number => (time - START) / MINUTE;

/** One line per transition: minute, what, price, result. */
export const toLine = (result: IStrategyTickResult): string => {
  switch (result.action) {
    case "scheduled":
      return `${minuteOf(result.signal.scheduledAt)} scheduled ${result.signal.priceOpen} ${round(result.currentPrice)}`;
    case "opened":
      return `${minuteOf(result.signal.pendingAt)} ${result.signal.entry} ${round(result.currentPrice)}`;
    case "closed":
      return `${minuteOf(result.closeTimestamp)} ${result.closeReason} ${round(result.currentPrice)} ${round(result.pnl.pnlPercentage)}`;
    case "cancelled":
      return `${minuteOf(result.closeTimestamp)} ${result.reason} ${round(result.currentPrice)}`;
    default:
      return result.action;
  }
};

const isSound = ({ open, high, low, close, volume }: ICandleData): boolean =>
  [open, high, low, close].every((price) => price > 0) && volume >= 0 && high >= low;

/** By minute: the candles an honest reader uses. A price a thousand times off its neighbours is no price. */
const chooseCandles = (candles: readonly ICandleData[], neighbours: number): Map<number, ICandleData> => {
  const chosen = new Map<number, ICandleData>();
  for (const candle of candles) {
    const minute = minuteOf(candle.timestamp);
    const before = Array.from({ length: neighbours }, (_, back) => chosen.get(minute - 1 - back)?.close);
    const known = before.find((close) => close !== undefined);
    const ratio = known === undefined ? 1 : candle.close / known;
    if (isSound(candle) && ratio < 1000 && ratio > 1 / 1000) {
      chosen.set(minute, candle);
    }
  }
  return chosen;
};

/** A signal seen from the side of a long: prices of a short are negative. */
interface Trade {
  readonly sign: 1 | -1;
  readonly entry: number;
  readonly target: number;
  readonly stop: number;
  readonly life: number;
  readonly orderedAt: number;
  /** `null` while the order waits. */
  readonly enteredAt: number | null;
  /** Whether the target may be reached in the minute of the entry. */
  readonly isEarlyTargetGood: boolean;
}

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

const findExit = (bar: Bar, target: number, stop: number, policy: FillPolicyName): number | null => {
  const nearFirst = bar.high - bar.open < bar.open - bar.low ? [bar.high, bar.low] : [bar.low, bar.high];
  const visited = {
    pessimistic: [bar.open <= stop ? bar.open : bar.low, bar.high],
    optimistic: [bar.high, bar.low],
    path: [bar.open, ...nearFirst],
  }[policy];
  const touch = visited.find((price) => price <= stop || price >= target);
  if (touch === undefined) {
    return null;
  }
  const jumped = policy !== "optimistic" && bar.open <= stop;
  return touch >= target ? target : jumped ? bar.open : stop;
};

/**
 * Tells what had to happen in a recorded session, from its candles and the answers of the strategy alone: one loop over
 * the minutes, every window summed anew, none of the library's code. Knows no risk profiles.
 */
export const tellSession = (recording: LiveRecording, settings: StorySettings): string[] => {
  const { CC_FILL_POLICY: policy, CC_AVG_PRICE_CANDLES_COUNT: size } = settings;
  const candles = chooseCandles(recording.candles, size);
  const story: string[] = [];
  let trade: Trade | null = null;
  let lastId: string | undefined;

  const lastCloseAt = (minute: number): number => {
    for (let back = minute - 1; back >= 0; back -= 1) {
      const close = candles.get(back)?.close;
      if (close !== undefined) {
        return close;
      }
    }
    return Number.NaN;
  };
  const averageAt = (minute: number): number => {
    const window = [...candles]
      .filter(([open]) => open >= minute - size && open < minute)
      .map(([, one]) => one);
    const volume = window.reduce((sum, one) => sum + one.volume, 0);
    if (window.length === 0) {
      return lastCloseAt(minute);
    }
    return volume === 0
      ? window.reduce((sum, one) => sum + one.close, 0) / window.length
      : window.reduce((sum, one) => sum + (one.high + one.low + one.close) * one.volume, 0) / (3 * volume);
  };
  const closeLine = ({ sign, entry }: Trade, exit: number): string => {
    const slip = settings.CC_PERCENT_SLIPPAGE / 100;
    const paid = Math.abs(entry) * (1 + sign * slip);
    const got = Math.abs(exit) * (1 - sign * slip);
    const gain = (100 * sign * (got - paid)) / paid - 2 * settings.CC_PERCENT_FEE;
    return `${round(Math.abs(exit))} ${round(gain)}`;
  };
  const take = (answer: ISignalDto, minute: number): Trade | null => {
    const newest = candles.get(minute - 1);
    if (newest === undefined || (answer.id !== undefined && answer.id === lastId)) {
      return null;
    }
    const sign = answer.position === "long" ? 1 : -1;
    const average = sign * averageAt(minute);
    const market = policy === "optimistic" ? average : Math.max(average, sign * newest.close);
    const waits = answer.priceOpen !== undefined && market > sign * answer.priceOpen;
    const entry = answer.priceOpen === undefined ? market : sign * answer.priceOpen;
    const [target, stop] = [sign * answer.priceTakeProfit, sign * answer.priceStopLoss];
    const isAlive = waits || (stop < market && market < target);
    if (!(stop < entry && entry < target) || !isAlive) {
      return null;
    }
    lastId = answer.id ?? lastId;
    story.push(
      waits
        ? `${minute} scheduled ${Math.abs(entry)} ${round(averageAt(minute))}`
        : `${minute} market ${round(Math.abs(entry))}`,
    );
    const life = answer.minuteEstimatedTime;
    const enteredAt = waits ? null : minute;
    const isEarlyTargetGood = !waits && policy === "optimistic";
    return { sign, entry, target, stop, life, orderedAt: minute, enteredAt, isEarlyTargetGood };
  };
  const wait = (order: Trade, minute: number, bar: Bar | null): Trade | null => {
    if (bar !== null && (bar.open <= order.stop || (policy === "optimistic" && bar.low <= order.stop))) {
      story.push(`${minute} price ${round(averageAt(minute + 1))}`);
      return null;
    }
    if (bar !== null && bar.low <= order.entry) {
      story.push(`${minute} limit ${round(Math.abs(order.entry))}`);
      return hold({ ...order, enteredAt: minute }, minute, bar);
    }
    if (minute + 1 === order.orderedAt + settings.CC_SCHEDULE_AWAIT_MINUTES) {
      story.push(`${minute + 1} timeout ${round(averageAt(minute + 1))}`);
      return null;
    }
    return order;
  };
  const hold = (open: Trade, minute: number, bar: Bar | null): Trade | null => {
    const isTargetGood = minute !== open.enteredAt || open.isEarlyTargetGood;
    const exit = bar && findExit(bar, isTargetGood ? open.target : Infinity, open.stop, policy);
    if (exit !== null) {
      const reason = exit >= open.target ? "take_profit" : "stop_loss";
      story.push(`${minute} ${reason} ${closeLine(open, exit)}`);
      return null;
    }
    if (minute + 1 === (open.enteredAt ?? minute) + open.life) {
      const average = open.sign * averageAt(minute + 1);
      const honest = Math.min(average, open.sign * lastCloseAt(minute + 1));
      story.push(`${minute + 1} time_expired ${closeLine(open, policy === "optimistic" ? average : honest)}`);
      return null;
    }
    return open;
  };

  for (let minute = minuteOf(recording.from); minute <= minuteOf(recording.to); minute += 1) {
    const answer = recording.outcomes.get(START + minute * MINUTE);
    trade ??= answer === undefined ? null : take(answer, minute);
    if (trade !== null && minute < minuteOf(recording.fedUntil)) {
      const sign: 1 | -1 = trade.sign;
      const raw = candles.get(minute);
      const extremes: number[] = raw === undefined ? [] : [raw.high * sign, raw.low * sign];
      const bar: Bar | null =
        raw === undefined
          ? null
          : { open: raw.open * sign, high: Math.max(...extremes), low: Math.min(...extremes) };
      trade = trade.enteredAt === null ? wait(trade, minute, bar) : hold(trade, minute, bar);
    }
  }
  return story;
};
