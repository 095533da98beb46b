import { button } from "./dom";

const DARK = "(prefers-color-scheme: dark)";

const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? window.matchMedia(DARK).matches : theme === "dark";
};

/** Colours of the style sheet, for what is drawn on canvas. */
export const readColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The same colour, let through by so much. */
export const readShade = (name: string, alpha: string): string => `${readColour(name)}${alpha}`;

/**
 * The button that turns the page dark and light. Until it is pressed the page follows the system.
 * @param repaint - draws again what does not follow the style sheet by itself
 */
export const createThemeButton = (repaint: () => void): HTMLButtonElement => {
  const toggle = button("", () => {
    document.documentElement.dataset["theme"] = isDark() ? "light" : "dark";
    refresh();
  });
  toggle.id = "theme";
  const refresh = (): void => {
    toggle.textContent = isDark() ? "Light theme" : "Dark theme";
    repaint();
  };
  toggle.textContent = isDark() ? "Light theme" : "Dark theme";
  window.matchMedia(DARK).addEventListener("change", refresh);
  return toggle;
};
