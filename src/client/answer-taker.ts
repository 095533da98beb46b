import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type { IStrategyParams, IStrategyTickResult } from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import { andThen } from "../utils/awaitable";
import { getClock } from "../utils/clock";
import { readGivenId } from "./given-ids";
import type { MilestoneReporter } from "./milestone-reporter";
import type { MinuteFeeder } from "./minute-feeder";
import type { MinuteTape } from "./minute-tape";
import type { PositionKeeper } from "./position-keeper";
import { readAsUser } from "./read-as-user";
import { prepareSignal } from "./signal-intake";

/** What answers are booked and carried out with. */
export interface AnswerTakerParts {
  readonly params: IStrategyParams;
  readonly keeper: PositionKeeper;
  readonly milestones: MilestoneReporter;
  readonly feeder: MinuteFeeder;
}

/** What an answer of `getSignal` came to. */
interface BookedAnswer {
  readonly row: ISignalRow;
  /** Whether the user named it. */
  readonly isIdGiven: boolean;
}

/** Makes signals of what a strategy answers. */
export class AnswerTaker {
  public constructor(private readonly parts: AnswerTakerParts) {}

  /**
   * Books an answer and has it carried out. One that arrives after its minute counts in the minute of arrival.
   * @param answer - what `getSignal` returned
   * @param asked - the minute it was asked in, ms
   * @param askedTape - the candles of that minute
   * @returns what came of it; `null` for nothing
   * @throws SignalError `SIGNAL_INVALID`; what carrying it out fails with, at once or in the promise
   */
  public take(answer: unknown, asked: number, askedTape: MinuteTape): Awaitable<IStrategyTickResult | null> {
    const { feeder, params } = this.parts;
    const minute = params.backtest ? asked : Math.max(asked, floorToMinute(getClock().now()));
    return minute === asked
      ? this.takeAt(minute, askedTape, answer)
      : feeder.readLater(minute).then((tape) => this.takeAt(minute, tape, answer));
  }

  private takeAt(minute: number, tape: MinuteTape, answer: unknown): Awaitable<IStrategyTickResult | null> {
    const { feeder, keeper, milestones } = this.parts;
    const newest = feeder.observe(tape, minute - MINUTE_MS);
    const averagePrice = newest.averagePrice();
    if (newest.candle === null || averagePrice === null) {
      return null;
    }
    const booked = this.book(answer, minute, averagePrice, newest.candle.close);
    if (booked === null) {
      return null;
    }
    const { row, isIdGiven } = booked;
    if (!isIdGiven) {
      keeper.ids.makeUp(row.id);
    }
    return andThen(keeper.take(row, averagePrice), (result) => {
      if (result !== null) {
        milestones.reset();
        if (isIdGiven) {
          keeper.ids.accept(row.id);
        }
      }
      return result;
    });
  }

  /** Makes a row of an answer; `null` for one that was accepted before. */
  private book(
    answer: unknown,
    minute: number,
    averagePrice: number,
    lastClose: number,
  ): BookedAnswer | null {
    const { symbol, strategyName, backtest, method, execution, getSettings } = this.parts.params;
    const { exchangeName } = method.context;
    let isIdGiven = true;
    const createId = (): string => {
      isIdGiven = false;
      return getClock().randomId();
    };
    const booking = { symbol, strategyName, exchangeName, minute, averagePrice, lastClose, createId };
    const settings = getSettings();
    const row = readAsUser(execution, { symbol, time: execution.time, backtest }, () =>
      this.parts.keeper.ids.isRepeated(readGivenId(answer)) ? null : prepareSignal(answer, booking, settings),
    );
    return row && { row, isIdGiven };
  }
}
