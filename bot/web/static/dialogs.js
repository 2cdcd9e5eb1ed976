/**
 * The report and the menu: the two dialogs that ask something.
 */

import { by } from "./dom.js";
import { word } from "./words.js";

const WORDS = 500; // code points

/** Asks for a reason and words, then calls `send(room, reason, words)`. */
export class ReportDialog {
  constructor(send) {
    this.send = send;
    this.dialog = by("report-dialog");
    this.form = by("report-form");
    this.words = by("report-words");
    this.room = null;
    this.words.addEventListener("input", () => this.#count());
    by("report-cancel").addEventListener("click", () => this.dialog.close());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.form.addEventListener("change", () => this.#problem(""));
  }

  open(room, words = "") {
    this.room = room;
    this.form.reset();
    this.words.value = words;
    this.#problem("");
    this.#count();
    this.dialog.showModal();
  }

  #submit() {
    const reason = new FormData(this.form).get("reason");
    const words = this.words.value.trim();
    if (!reason) {
      this.#problem(word("report-choose"));
      this.form.querySelector("[name=reason]").focus();
      return;
    }
    if (Array.from(words).length > WORDS) {
      this.#problem(word("report-words-long", { limit: WORDS }));
      this.words.focus();
      return;
    }
    this.dialog.close();
    this.send(this.room, reason, words);
  }

  #problem(text) {
    by("report-problem").textContent = text;
  }

  #count() {
    const count = Array.from(this.words.value).length;
    by("report-count").textContent = word("report-count", { count, limit: WORDS });
    by("report-count").classList.toggle("over", count > WORDS);
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
