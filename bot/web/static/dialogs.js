/**
 * The report and the menu: the two dialogs that ask something.
 */

import { by } from "./dom.js";
import { word } from "./words.js";

const WORDS = 500; // code points

/** Asks in two steps what it is about and what exactly, and for words; then calls `send(room, reason, detail, words)`. */
export class ReportDialog {
  constructor(send) {
    this.send = send;
    this.dialog = by("report-dialog");
    this.form = by("report-form");
    this.words = by("report-words");
    this.room = null;
    this.reason = null;
    this.words.addEventListener("input", () => this.#count());
    by("report-cancel").addEventListener("click", () => this.dialog.close());
    by("report-back").addEventListener("click", () => this.#step(null));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", ({ target }) => {
      const { reason, detail } = target.closest("button")?.dataset ?? {};
      if (reason) this.#step(reason);
      if (detail) this.#chosen(detail);
    });
  }

  open(room, words = "") {
    this.room = room;
    this.words.value = words;
    this.#count();
    this.#step(null);
    this.dialog.showModal();
  }

  /** `reason`: what it is about; null while that is asked. Nothing that is chosen by accident has the focus. */
  #step(reason) {
    const before = this.reason;
    this.reason = reason;
    by("report-first").hidden = reason !== null;
    by("report-second").hidden = by("report-back").hidden = reason === null;
    for (const part of this.form.querySelectorAll("[data-details]")) part.hidden = part.dataset.details !== reason;
    const chosen = this.form.querySelector(`[data-reason="${reason ?? before}"]`);
    by("report-reason").textContent = reason === null ? "" : chosen.textContent.trim();
    this.dialog.scrollTop = 0;
    if (reason !== null) by("report-reason").focus();
    else if (this.dialog.open) chosen?.focus();
  }

  #chosen(detail) {
    if (Array.from(this.words.value.trim()).length > WORDS) {
      this.words.focus();
      return;
    }
    this.dialog.close();
    this.send(this.room, this.reason, detail, this.words.value.trim());
  }

  #count() {
    const count = Array.from(this.words.value).length;
    const over = count > WORDS;
    by("report-count").textContent = word("report-count", { count, limit: WORDS });
    by("report-count").classList.toggle("over", over);
    by("report-problem").textContent = over ? word("report-words-long", { limit: WORDS }) : "";
  }
}

/** Everything that is not needed all the time; each entry is a command. */
export function wireMenu(command) {
  const menu = by("menu");
  by("menu-open").addEventListener("click", () => menu.showModal());
  menu.addEventListener("click", (event) => {
    const name = event.target.closest("[data-command]")?.dataset.command;
    if (name || event.target === menu || event.target.closest("[data-close]")) menu.close();
    if (name) command(name);
  });
}
