import { createHash } from "node:crypto";
import { escapeHtml, escapeJson } from "./escape-html";
import type { IHtmlAssets, IHtmlReport } from "./html-model";

/** The id under which the page finds its data. */
const DATA_ID = "report-data";

const CHART_HOME = "https://www.tradingview.com/";

const hashSource = (text: string): string =>
  `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

/**
 * Nothing may be loaded or sent, only the scripts and the style of this very file run, and no text ever becomes markup: an
 * assignment to `innerHTML` throws.
 */
const createPolicy = ({ chartScript, pageScript, pageStyle }: IHtmlAssets): string =>
  [
    "default-src 'none'",
    `script-src ${hashSource(chartScript)} ${hashSource(pageScript)}`,
    `style-src ${hashSource(pageStyle)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

const renderHead = (title: string, assets: IHtmlAssets): string => `<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${createPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${assets.pageStyle}</style>
</head>`;

const renderFooter = (notice: string): string => `<footer class="page-footer">
<p>Times are UTC. Results are percent of the stake, costs taken off.</p>
<p>Charts by <a href="${CHART_HOME}" rel="noopener noreferrer">TradingView</a>. ${escapeHtml(notice)}</p>
</footer>`;

/**
 * The whole report as one HTML file that needs nothing else: no network, no other file. Everything a user can name goes in
 * as data, and the page shows it as text.
 * @param report - what to show
 * @param assets - scripts and style of the page
 * @returns text of the file, UTF-8
 */
export const renderHtml = (report: IHtmlReport, assets: IHtmlAssets): string => `<!doctype html>
<html lang="en">
${renderHead(report.title, assets)}
<body>
<a class="skip-link" href="#report">Skip to the report</a>
<header class="page-header"></header>
<noscript><p class="notice">This report draws itself with JavaScript, which is turned off here.</p></noscript>
<main id="report" tabindex="-1"></main>
${renderFooter(assets.chartNotice)}
<script type="application/json" id="${DATA_ID}">${escapeJson(report)}</script>
<script>${assets.chartScript}</script>
<script>${assets.pageScript}</script>
</body>
</html>
`;
