import type { MarkKind } from "./trade-clusters";

/** How a kind of mark looks in the chart, and what it means. */
export interface IMarkLook {
  readonly position: "aboveBar" | "belowBar";
  readonly shape: "arrowUp" | "arrowDown" | "circle" | "square";
  readonly colour: "accent" | "up" | "down";
  readonly meaning: string;
}

/** The kinds of marks: shape and place tell them apart where colours do not. */
export const LOOKS: Readonly<Record<MarkKind, IMarkLook>> = {
  longEntry: { position: "belowBar", shape: "arrowUp", colour: "accent", meaning: "long entry" },
  shortEntry: { position: "aboveBar", shape: "arrowDown", colour: "accent", meaning: "short entry" },
  gain: { position: "aboveBar", shape: "circle", colour: "up", meaning: "exit with a gain" },
  loss: { position: "belowBar", shape: "square", colour: "down", meaning: "exit with a loss" },
};
