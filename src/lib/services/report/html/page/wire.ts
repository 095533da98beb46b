import type { IHtmlReport, IHtmlTrade, Wire } from "../html-model";

/** The report as it arrives in the page. */
export type WireReport = Wire<IHtmlReport>;

/** A trade as it arrives in the page. */
export type WireTrade = Wire<IHtmlTrade>;
