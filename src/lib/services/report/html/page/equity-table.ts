import { formatNumber } from "./format";
import { thinOut, type IAccount } from "./series";
import { createFoldedTable } from "./simple-table";

/** Enough to read the course of an account from. */
const ROW_LIMIT = 60;

/** The course of an account in numbers. */
export const createEquityTable = ({ returns, drawdowns }: IAccount): HTMLElement => {
  const rows = returns.map(({ time, value }, index) => [
    formatNumber(time * 1000, "time"),
    formatNumber(value, "signedPercent"),
    formatNumber(drawdowns[index]?.value, "signedPercent"),
  ]);
  return createFoldedTable(
    returns.length > ROW_LIMIT ? `Equity in numbers, at ${ROW_LIMIT} times` : "Equity in numbers",
    [
      { label: "Time (UTC)", isNumber: false },
      { label: "Result", isNumber: true },
      { label: "Drawdown", isNumber: true },
    ],
    thinOut(rows, ROW_LIMIT),
  );
};
