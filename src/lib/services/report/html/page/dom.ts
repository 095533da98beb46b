/** Attributes of an element; `false` and `undefined` leave one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What stands in an element: text is always text. */
export type Content = Node | string;

const setAttributes = (target: Element, attributes: Attributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      target.setAttribute(name, value === true ? "" : String(value));
    }
  }
};

/** An element of HTML. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] => {
  const created = document.createElement(name);
  setAttributes(created, attributes);
  created.append(...content);
  return created;
};

/** An element of SVG. */
export const svgElement = (name: string, attributes: Attributes, text = ""): SVGElement => {
  const created = document.createElementNS("http://www.w3.org/2000/svg", name);
  setAttributes(created, attributes);
  created.textContent = text;
  return created;
};

/** A button that does something in the page. */
export const button = (label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement => {
  const created = element("button", { type: "button", ...attributes }, label);
  created.addEventListener("click", act);
  return created;
};

/** A part of the page with a heading of its own, which its navigation can lead to. */
export const section = (id: string, title: string, ...content: readonly Content[]): HTMLElement =>
  element(
    "section",
    { id, "aria-labelledby": `${id}-title`, tabindex: -1 },
    element("h2", { id: `${id}-title` }, title),
    ...content,
  );

/** A field with its label. */
export const labelled = (label: string, field: HTMLElement): HTMLDivElement =>
  element("div", { class: "field" }, element("label", { for: field.id }, label), field);

/** Where a table may be wider than the page; by keyboard it scrolls when it has the focus. */
export const scroller = (label: string, table: HTMLTableElement): HTMLDivElement =>
  element("div", { class: "scroller", role: "region", "aria-label": label, tabindex: 0 }, table);
