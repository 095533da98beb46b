import { button, element } from "./dom";
import { formatNumber } from "./format";

/** Colours of lines there are in the style sheet. */
const PALETTE_SIZE = 8;

/** One line in the legend of a chart. */
export interface ILegendEntry {
  readonly label: string;
  /** Result at the end, percent. */
  readonly end: number | undefined;
  /** Deepest drawdown, percent, negative. */
  readonly depth: number | undefined;
  readonly setVisible: (isVisible: boolean) => void;
}

/** Name of the colour of a line in the style sheet. */
export const paletteName = (index: number): string => `series-${(index % PALETTE_SIZE) + 1}`;

const createEntry = ({ label, end, depth, setVisible }: ILegendEntry, index: number): HTMLLIElement => {
  const toggle = button("", () => {
    const isVisible = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(isVisible));
    setVisible(isVisible);
  });
  toggle.setAttribute("aria-pressed", "true");
  const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = `var(--${paletteName(index)})`;
  toggle.append(
    swatch,
    element("span", { class: "legend-name" }, label),
    element("span", { class: "number" }, formatNumber(end, "signedPercent")),
    element("span", { class: "number muted" }, `drawdown ${formatNumber(depth, "signedPercent")}`),
  );
  return element("li", {}, toggle);
};

/** The lines of a chart by name; each can be taken out and put back. */
export const createLegend = (entries: readonly ILegendEntry[]): HTMLUListElement =>
  element("ul", { class: "legend", "aria-label": "Lines of the chart" }, ...entries.map(createEntry));
