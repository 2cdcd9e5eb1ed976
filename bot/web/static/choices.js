/**
 * What can be done with one message besides answering it: feel something about it, and with one's own also change it or
 * take it back.
 */

import { by, visible } from "./dom.js";
import { word } from "./words.js";

const NARROW = "(max-width: 40rem)"; // as in dialogs.css: there it lies at the bottom
const GAP = 4; // px

export class Choices {
  /** Each gets the message's record (see log.js); `feel` also an emoji, or "" for none. */
  constructor({ reply, edit, remove, feel }) {
    this.dialog = by("choices");
    this.record = null;
    this.opener = null;
    const choose = (id, go) =>
      by(id).addEventListener("click", () => {
        const { record } = this;
        this.dialog.close();
        go(record);
      });
    choose("choice-reply", reply);
    choose("choice-edit", edit);
    choose("choice-delete", remove);
    for (const button of this.#emoji) {
      button.addEventListener("click", () => {
        const { record } = this;
        const { emoji } = button.dataset;
        this.dialog.close();
        feel(record, record.mine === emoji ? "" : emoji);
      });
    }
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => {
      if (this.dialog.open) return; // at another message by now
      this.record = null;
      this.opener.removeAttribute("aria-expanded");
    });
  }

  open(record, opener) {
    this.opener?.removeAttribute("aria-expanded");
    this.record = record;
    this.opener = opener;
    const lost = record.element.dataset.delivery === "failed";
    const own = record.who === "you";
    by("choice-edit").hidden = by("choice-delete").hidden = !own || lost;
    by("feelings").hidden = lost;
    for (const button of this.#emoji) {
      const on = button.dataset.emoji === record.mine;
      button.setAttribute("aria-pressed", String(on));
      button.setAttribute("aria-label", word(on ? "reaction-back" : "react-with", { emoji: button.dataset.emoji }));
    }
    opener.setAttribute("aria-expanded", "true");
    this.dialog.showModal();
    this.#place(opener);
  }

  /** The conversation is over, or the message is gone. */
  close(record = this.record) {
    if (this.record === record && visible(this.dialog)) this.dialog.close();
  }

  get #emoji() {
    return by("feelings").querySelectorAll("[data-emoji]");
  }

  /** Beside the button that opened it, where there is room for that. */
  #place(opener) {
    const { style } = this.dialog;
    style.removeProperty("left");
    style.removeProperty("top");
    if (matchMedia(NARROW).matches) return;
    const from = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.dialog;
    const below = from.bottom + GAP;
    const top = below + height > innerHeight ? from.top - height - GAP : below;
    style.left = `${Math.max(GAP, Math.min(innerWidth - width - GAP, from.left + from.width / 2 - width / 2))}px`;
    style.top = `${Math.max(GAP, Math.min(innerHeight - height - GAP, top))}px`;
  }
}
