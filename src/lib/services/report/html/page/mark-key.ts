import { element, svgElement } from "./dom";
import { LOOKS, type IMarkLook } from "./mark-looks";

/** Outlines of the shapes in a square of 12, as the chart draws them. */
const OUTLINES: Readonly<Record<IMarkLook["shape"], string>> = {
  arrowUp: "M0 6 6 0 12 6H9V12H3V6Z",
  arrowDown: "M0 6 6 12 12 6H9V0H3V6Z",
  circle: "M1 6a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
  square: "M1.5 1.5H10.5V10.5H1.5Z",
};

const createSign = ({ shape, colour }: IMarkLook): SVGElement => {
  const sign = svgElement("svg", {
    class: `sign sign-${colour}`,
    viewBox: "0 0 12 12",
    "aria-hidden": "true",
  });
  sign.append(svgElement("path", { d: OUTLINES[shape] }));
  return sign;
};

/**
 * What the signs in the chart of the price mean, and whose trades they are of.
 * @param isOfSeveral - whether the page is about several strategies
 */
export const createMarkKey = (isOfSeveral: boolean): HTMLElement =>
  element(
    "span",
    { class: "key" },
    ...Object.values(LOOKS).map((look) => element("span", {}, createSign(look), look.meaning)),
    element("span", {}, "A number beside a sign counts the trades it stands for."),
    element(
      "span",
      {},
      `The signs are of the trades that the filters of the table below let through${isOfSeveral ? ", of all strategies" : ""}.`,
    ),
  );
