import { describe, expect, it } from "vitest";
import { LiveBook } from "../../../../../src/lib/services/report/LiveBook";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, resultOf, RUN } from "./report-fixtures";

const create = (): LiveBook => new LiveBook({ ...RUN, backtest: false, startTime: at(0) });

describe("the book of a live run", () => {
  it("is empty until the first row, though a run has begun", () => {
    const book = create();
    expect(book.isEmpty).toBe(true);
    book.addResult(resultOf("idle", { backtest: false }), at(1));
    expect(book.isEmpty).toBe(false);
  });

  it("counts a trade as a trade and lists it as a row, with the time of the tick for what has none", () => {
    const book = create();
    book.addResult(resultOf("idle", { backtest: false }), at(7));
    const trade = closedTrade(2, 3, 9, { backtest: false });
    book.addResult(trade, at(9));
    expect(book.trades).toEqual([trade]);
    expect(book.listRows().map(({ action, timestamp }) => [action, timestamp])).toEqual([
      ["closed", at(9)],
      ["idle", at(7)],
    ]);
    expect(book.end).toBe(at(9));
  });
});
