import type { ColumnModel } from "../../../../model/Column.model";
import type { IStrategyResult, WalkerStatisticsModel } from "../../../../model/WalkerStatistics.model";
import { loadHtmlAssets } from "./html-assets";
import { renderHtml } from "./render-html";
import type { ITradePageSource } from "./trade-page";
import { createTradePage } from "./trade-page";
import { createWalkerPage } from "./walker-page";

/** A page about the trades of one strategy on one symbol, as the text of a file. */
export const renderTradePage = (source: ITradePageSource): string =>
  renderHtml(createTradePage(source), loadHtmlAssets());

/** A page that compares the strategies of a walker, as the text of a file; parameters as for {@link createWalkerPage}. */
export const renderWalkerPage = async (
  statistics: WalkerStatisticsModel,
  ranked: readonly IStrategyResult[],
  columns: readonly ColumnModel<IStrategyResult>[],
): Promise<string> => renderHtml(await createWalkerPage(statistics, ranked, columns), loadHtmlAssets());
