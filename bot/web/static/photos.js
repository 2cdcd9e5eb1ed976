/**
 * Pictures as they are shown: in the bubble, and large. What is hidden stays under a cover until the first tap.
 */

import { by, icon, make } from "./dom.js";
import { word } from "./words.js";

/** A picture in a message: a button that opens it large. */
export function photoElement({ url, spoiler = false, width = 0, height = 0 }, description) {
  const image = make("img", { src: url, alt: description, decoding: "async", width: width || null, height: height || null });
  const button = make("button", { type: "button", class: "photo" }, image);
  const label = word("photo-open", { photo: description });
  const open = () => viewer(url, description);
  button.setAttribute("aria-label", spoiler ? word("uncover", { file: description }) : label);
  if (!spoiler) {
    button.addEventListener("click", open);
    return button;
  }
  const cover = make("span", { class: "cover" }, icon("eye"), word("uncover-short"));
  button.classList.add("covered");
  button.append(cover);
  button.addEventListener("click", () => {
    button.classList.remove("covered");
    cover.remove();
    button.setAttribute("aria-label", label);
    button.addEventListener("click", open);
  }, { once: true });
  return button;
}

/** Anything else under a cover. `shown(element)`: it was uncovered. */
export function covered(element, description, { words = word("uncover-short"), drawing = "eye", shown = () => {} } = {}) {
  const box = make("div", { class: "covered" }, element);
  element.inert = true;
  const cover = make("button", { type: "button", class: "cover", "aria-label": `${words}: ${description}` }, icon(drawing), words);
  cover.addEventListener("click", () => {
    element.inert = false;
    box.classList.remove("covered");
    cover.remove();
    shown(element);
    element.focus();
  });
  box.append(cover);
  return box;
}

function viewer(url, description) {
  const image = by("viewer-image");
  image.src = url;
  image.alt = description;
  by("viewer").showModal();
}

export function wireViewer() {
  const dialog = by("viewer");
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => by("viewer-image").removeAttribute("src"));
}
