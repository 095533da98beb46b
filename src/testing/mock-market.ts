import type { ICandleData } from "../interfaces/Exchange.interface";
import { MINUTE_MS } from "../math/interval";
import { createSeededRandom, type RandomSource } from "./seeded-random";

/** Minutes that are made at once. Any minute costs one block and a sum over the blocks before it. */
const BLOCK_MINUTES = 1024;
/** Blocks that are kept; the others are made again when they are needed. */
const MAX_KEPT_BLOCKS = 64;

/** How calm or stormy a block is, against the ordinary volatility. */
const CALMEST = 0.5;
const STORM_SPREAD = 1.5;

/** Highest distance of high and low from open and close, in ordinary moves. */
const WICK_MOVES = 0.8;

/** Units of base that change hands in an ordinary minute, and their smallest step. */
const MINUTE_VOLUME = 10;
const VOLUME_SCALE = 1000;

/** What a walk is made from. */
export interface SeededWalkParams {
  readonly seed: number;
  readonly symbol: string;
  /** Open of the first minute, UTC milliseconds. */
  readonly start: number;
  /** Open price of the first minute. */
  readonly price: number;
  readonly volatilityPercent: number;
  /** Digits after the decimal point of prices. */
  readonly priceDigits: number;
}

/** One block before its minutes are made. */
interface Block {
  readonly random: RandomSource;
  /** Standard deviation of the return of one minute. */
  readonly deviation: number;
  /** Return of the whole block. */
  readonly total: number;
}

/** A hash of a text, 32 bits (FNV-1a). */
const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
};

/** A shock with mean 0 and variance 1: the sum of a few even draws, whose variance is 1/12 each. */
const drawShock = (random: RandomSource, draws: number): number => {
  let sum = -draws / 2;
  for (let draw = 0; draw < draws; draw += 1) {
    sum += random();
  }
  return sum * Math.sqrt(12 / draws);
};

/**
 * e to the power of `level`, nearly. Multiplications alone have the same last bit on every machine, unlike `Math.exp`; that
 * the result is positive and grows with the level is enough here.
 */
const grow = (level: number): number => {
  let factor = 1 + level / 1024;
  for (let power = 1; power < 1024; power *= 2) {
    factor *= factor;
  }
  return factor;
};

const roundTo = (value: number, scale: number): number => Math.max(1, Math.round(value * scale)) / scale;

/**
 * A market of one symbol from a seed: a random walk that nobody can earn on but by luck. Any minute can be asked for in any
 * order and is the same each time: the walk is cut into blocks with generators of their own; the return of a block is drawn
 * first, so that its end is known without its minutes, and the minutes are a bridge from one end to the other.
 */
export class SeededWalk {
  /** Sum of the returns before each block known so far. */
  private readonly levels: number[] = [0];
  private readonly kept = new Map<number, readonly ICandleData[]>();
  private readonly scale: number;

  public constructor(private readonly params: SeededWalkParams) {
    this.scale = 10 ** params.priceDigits;
  }

  /** The minute that opens at `time` (ms, a whole minute). `undefined` before the first. */
  public getMinute(time: number): ICandleData | undefined {
    const index = (time - this.params.start) / MINUTE_MS;
    const number = Math.floor(index / BLOCK_MINUTES);
    return number < 0 ? undefined : this.getBlock(number)[index - number * BLOCK_MINUTES];
  }

  private getBlock(number: number): readonly ICandleData[] {
    const minutes = this.kept.get(number) ?? this.createMinutes(number);
    // The one used last moves to the end; the first is the one not used for longest.
    this.kept.delete(number);
    this.kept.set(number, minutes);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT_BLOCKS && oldest !== undefined) {
      this.kept.delete(oldest);
    }
    return minutes;
  }

  private openBlock(number: number): Block {
    const { seed, symbol, volatilityPercent } = this.params;
    const random = createSeededRandom(hashText(`${seed}:${number}:${symbol}`));
    const storm = random();
    const deviation = (volatilityPercent / 100) * (CALMEST + STORM_SPREAD * storm * storm);
    const variance = BLOCK_MINUTES * deviation * deviation;
    // Half the variance less, so that the price itself has no drift.
    return { random, deviation, total: Math.sqrt(variance) * drawShock(random, 12) - variance / 2 };
  }

  private getLevel(number: number): number {
    for (let next = this.levels.length; next <= number; next += 1) {
      this.levels.push((this.levels[next - 1] ?? 0) + this.openBlock(next - 1).total);
    }
    return this.levels[number] ?? 0;
  }

  private createMinutes(number: number): readonly ICandleData[] {
    const { random, deviation, total } = this.openBlock(number);
    const shocks = Array.from({ length: BLOCK_MINUTES }, () => drawShock(random, 4));
    const drift = (total / deviation - shocks.reduce((sum, shock) => sum + shock, 0)) / BLOCK_MINUTES;
    const endLevel = this.getLevel(number + 1);
    const first = this.params.start + number * BLOCK_MINUTES * MINUTE_MS;
    let level = this.getLevel(number);
    return shocks.map((shock, index) => {
      const open = this.priceAt(level);
      // Without volatility there is nothing to share out.
      level += deviation === 0 ? 0 : deviation * (shock + drift);
      const close = this.priceAt(index === BLOCK_MINUTES - 1 ? endLevel : level);
      return {
        timestamp: first + index * MINUTE_MS,
        open,
        high: this.round(Math.max(open, close) * (1 + deviation * WICK_MOVES * random())),
        low: this.round(Math.min(open, close) / (1 + deviation * WICK_MOVES * random())),
        close,
        volume: roundTo(MINUTE_VOLUME * (0.25 + Math.abs(shock)) * (0.4 + 1.2 * random()), VOLUME_SCALE),
      };
    });
  }

  private priceAt(level: number): number {
    return this.round(this.params.price * grow(level));
  }

  private round(price: number): number {
    return roundTo(price, this.scale);
  }
}
