/**
 * Making and finding elements. Text only ever becomes text nodes here, so nothing anybody writes can become markup.
 */

const SVG = "http://www.w3.org/2000/svg";

export const by = (id) => document.getElementById(id);

/** An element with attributes, `on…` listeners and children (nodes or strings; null and false are left out). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element of a drawing (SVG). */
export function makeDrawing(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** One of the drawings that chat.html carries as symbols; it says nothing to a screen reader. */
export const icon = (name) =>
  makeDrawing("svg", { class: "icon", "aria-hidden": "true" }, makeDrawing("use", { href: `#icon-${name}` }));

/** Words that only a screen reader says. */
export const unseen = (text) => make("span", { class: "unseen" }, text);

/** Whether a person could see and focus this element now. */
export const visible = (element) => element.checkVisibility();

/** A phone or tablet: focusing a field would push the keyboard into view. */
export const touchFirst = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

export const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
