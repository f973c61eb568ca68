// Builds elements. Whatever comes from outside becomes text or the value of an attribute here, and
// never HTML: this is the only way in which the board puts anything on the page.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element.
 *
 * @param {string} name
 * @param {Object<string, unknown>} attributes functions are listeners (`onclick`); null, undefined
 *   and false leave an attribute out; true gives an empty one
 * @param {...(Node|string|null|undefined|false)} children strings become text; null, undefined,
 *   false and "" are left out
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

/**
 * Make an SVG element; as `element`.
 *
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, name), attributes, children);
}

/**
 * Make a small picture beside a text that says the same: screen readers skip it.
 *
 * @param {string} name one of `ICONS`
 */
export function icon(name) {
  const strokes = ICONS[name].map((d) => svg("path", { d }));
  return svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, ...strokes);
}

/** Make a text that only screen readers get. */
export function spoken(text) {
  return element("span", { class: "spoken" }, text);
}

function furnish(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

// Strokes in a square of 16.
const ICONS = {
  alert: ["M8 2.2 14.6 13.6H1.4z", "M8 6.4v3.4", "M8 11.6v.2"],
  check: ["M3.2 8.6 6.6 12 12.8 4.6"],
  clock: ["M8 1.9a6.1 6.1 0 1 0 0 12.2A6.1 6.1 0 1 0 8 1.9", "M8 4.8V8l2.2 1.6"],
  cross: ["M4 4l8 8", "M12 4l-8 8"],
  differ: ["M2 5.2h9.4", "M8.8 2.6l2.6 2.6-2.6 2.6", "M14 10.8H4.6", "M7.2 8.2l-2.6 2.6 2.6 2.6"],
  info: ["M8 1.9a6.1 6.1 0 1 0 0 12.2A6.1 6.1 0 1 0 8 1.9", "M8 7.4v3.8", "M8 4.9v.2"],
  link: ["M6.6 9.4l2.8-2.8", "M7.4 4.8l1.5-1.5a2.7 2.7 0 0 1 3.8 3.8l-1.5 1.5", "M8.6 11.2l-1.5 1.5a2.7 2.7 0 0 1-3.8-3.8l1.5-1.5"],
  out: ["M6.2 3H3v10h10V9.8", "M9 3h4v4", "M13 3 7.4 8.6"],
  refresh: ["M13.2 8a5.2 5.2 0 1 1-1.6-3.8", "M12.9 1.7v3h-3"],
};
