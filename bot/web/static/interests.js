/**
 * The interests as chips: Enter or comma adds one, × or Backspace removes one.
 */

import { by, icon, make } from "./dom.js";
import { word } from "./words.js";

const MOST = 10;
const LONGEST = 40; // code points

export class Interests {
  /** `command(text)`: a command was typed instead of an interest. */
  constructor({ command }) {
    this.command = command;
    this.names = [];
    this.touched = false; // differs from what the server knows, by the person's wish
    this.input = by("interest");
    this.list = by("chips");
    this.problem = by("interest-problem");
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#typed());
    by("chip-box").addEventListener("click", (event) => event.target === event.currentTarget && this.input.focus());
  }

  /** What the server has, unless the person is changing it right now. */
  sync(names) {
    if (this.touched || this.input.value || same(names, this.names)) return;
    this.names = names.slice();
    this.#draw();
  }

  /** Takes in what still stands in the field. False: there is nothing to search with, and the person sees why. */
  commit() {
    const text = this.input.value.trim();
    if (!text.startsWith("/")) return this.#addAll(text);
    this.input.value = "";
    this.command(text);
    return false;
  }

  /** The search began with these. */
  settled() {
    this.touched = false;
  }

  #typed() {
    this.#tell("");
    if (this.input.value.startsWith("/")) return; // a command may hold commas
    const typed = /^([\s\S]*[,،、\n])([\s\S]*)$/u.exec(this.input.value);
    // What follows the last comma is still being written.
    if (!typed) return;
    const rest = typed[2].trimStart();
    this.input.value = this.#addAll(typed[1]) ? rest : [this.input.value, rest].filter(Boolean).join(", ");
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && this.input.value.trim()) {
      event.preventDefault(); // else Enter would search: it does so in an empty field
      this.commit();
    } else if (event.key === "Backspace" && this.input.value === "" && this.names.length) {
      event.preventDefault();
      this.#remove(this.names.length - 1, false);
    }
  }

  #addAll(text) {
    const parts = text.split(/[,،、\n]/u).map((part) => part.replace(/\s+/gu, " ").trim()).filter(Boolean);
    for (const [at, name] of parts.entries()) {
      const problem = this.#refusal(name);
      if (problem) {
        this.input.value = parts.slice(at).join(", ");
        this.#tell(problem);
        return false;
      }
      if (this.names.some((known) => known.toLowerCase() === name.toLowerCase())) continue;
      this.names.push(name);
      this.touched = true;
    }
    this.input.value = "";
    this.#tell("");
    this.#draw();
    return true;
  }

  #refusal(name) {
    const length = Array.from(name).length;
    if (length > LONGEST) return word("interest-too-long", { limit: LONGEST, length });
    const known = this.names.some((one) => one.toLowerCase() === name.toLowerCase());
    return !known && this.names.length >= MOST ? word("interests-too-many", { limit: MOST }) : "";
  }

  #remove(index, refocus) {
    const [name] = this.names.splice(index, 1);
    this.touched = true;
    this.#tell(word("interest-removed", { interest: name }), true);
    this.#draw();
    if (!refocus) return;
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(index, buttons.length - 1)] ?? this.input).focus();
  }

  #draw() {
    this.list.replaceChildren(
      ...this.names.map((name, index) =>
        make(
          "li",
          { class: "chip", "data-testid": "chip" },
          make("span", { dir: "auto" }, name),
          make(
            "button",
            { type: "button", "aria-label": word("interest-remove", { interest: name }), onclick: () => this.#remove(index, true) },
            icon("close"),
          ),
        ),
      ),
    );
    this.list.hidden = !this.names.length;
    this.input.placeholder = this.names.length ? "" : word("interests-placeholder");
  }

  /** A problem is shown; the rest is only said to screen readers. */
  #tell(text, quietly = false) {
    this.problem.textContent = text;
    this.problem.classList.toggle("unseen", quietly);
    this.input.setAttribute("aria-invalid", String(text !== "" && !quietly));
  }
}

const same = (one, other) => one.length === other.length && one.every((name, index) => name === other[index]);
