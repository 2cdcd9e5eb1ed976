/**
 * Where a message is written: text, the message it answers, a picture.
 */

import { by } from "./dom.js";
import { pictureAmong, prepared, Unsendable } from "./photos.js";
import { read, remove, write } from "./storage.js";
import { word } from "./words.js";

const LONGEST = 4096; // code points
const COUNT_FROM = 3800; // the counter appears when it begins to matter
const TYPING_EVERY = 4000; // ms

export class Composer {
  /**
   * `send({text, reply, photo})`: false if it could not be taken. `typing()`: the person is writing.
   * `quote(ref)`: the words of the message that is answered.
   */
  constructor({ send, typing, quote }) {
    this.send = send;
    this.typing = typing;
    this.quote = quote;
    this.text = by("text");
    this.reply = null;
    this.photo = null; // {bytes, url}
    this.picking = 0; // grows with every choice; only the last one counts
    this.now = null; // the room that is written in
    this.open = false; // it may be written in
    this.toldTyping = -Infinity;
    this.#wire();
  }

  /** The room that is written in changed; null: there is none, and what was begun is dropped. */
  room(room, mayWrite) {
    this.open = mayWrite;
    if (this.now === room) return;
    this.now = room;
    const draft = read("draft");
    if (room !== null && draft?.room === room) this.#set(draft.text);
    else this.#reset();
  }

  answer(ref) {
    const quote = this.quote(ref);
    if (!quote) return;
    this.reply = ref;
    by("answering-name").textContent = word("answering", { name: quote.name });
    by("answering-text").textContent = quote.text;
    by("answering").hidden = false;
    this.text.focus();
  }

  async attach(file) {
    const turn = ++this.picking;
    this.#note(word("photo-reading"));
    try {
      const photo = await prepared(file);
      if (turn !== this.picking || !this.open) return URL.revokeObjectURL(photo.url);
      this.#detach();
      this.photo = photo;
      by("attached-image").src = photo.url;
      by("attached").hidden = false;
      this.#note("");
      this.text.focus();
    } catch (problem) {
      this.#note(problem instanceof Unsendable ? problem.message : word("photo-unreadable"));
    }
    return undefined;
  }

  #wire() {
    const form = by("composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.reply !== null) this.#leaveReply();
    });
    by("answering-cancel").addEventListener("click", () => this.#leaveReply());
    by("attached-remove").addEventListener("click", () => {
      this.#dropPhoto();
      this.text.focus();
    });
    by("photo").addEventListener("click", () => by("photo-file").click());
    by("photo-file").addEventListener("change", (event) => {
      const file = pictureAmong(event.target);
      if (file) this.attach(file);
      event.target.value = ""; // the same picture may be chosen again
    });
    this.text.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // also elsewhere: a dropped file would replace the page
      by("drop").hidden = !this.open || this.now === null;
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) by("drop").hidden = true;
    });
    document.addEventListener("drop", (event) => {
      by("drop").hidden = true;
      if (event.dataTransfer?.types.includes("Files")) this.#take(event, event.dataTransfer);
    });
  }

  #take(event, transfer) {
    const file = pictureAmong(transfer);
    if (!file) {
      if (event.type === "drop") event.preventDefault();
      return;
    }
    event.preventDefault();
    if (this.open && this.now !== null) this.attach(file);
  }

  #submit() {
    const text = this.text.value.trim();
    if (!this.open || (!text && !this.photo)) return;
    const length = Array.from(text).length;
    if (length > LONGEST) {
      this.#note(word("too-long", { limit: LONGEST, over: length - LONGEST }));
      return;
    }
    if (!this.send({ text, reply: this.reply, photo: this.photo })) {
      this.#note(word("too-much-waiting"));
      return;
    }
    this.photo = null; // the log shows it now and lets go of it later
    this.#reset();
  }

  #typed() {
    this.#grow();
    const value = this.text.value;
    const length = Array.from(value).length;
    this.#note(length > COUNT_FROM ? word("left", { count: LONGEST - length }) : "");
    if (this.now !== null) write("draft", { room: this.now, text: value });
    const now = performance.now();
    if (!this.open || this.now === null || !value.trim() || value.startsWith("/") || now - this.toldTyping < TYPING_EVERY) return;
    this.toldTyping = now;
    this.typing();
  }

  #set(text) {
    this.text.value = text;
    this.#grow();
  }

  #reset() {
    remove("draft");
    this.#set("");
    this.#note("");
    this.picking += 1;
    this.#dropPhoto();
    this.#leaveReply(false);
  }

  #leaveReply(refocus = true) {
    if (this.reply === null) return;
    this.reply = null;
    by("answering").hidden = true;
    if (refocus) this.text.focus();
  }

  #detach() {
    if (this.photo) URL.revokeObjectURL(this.photo.url);
    this.photo = null;
  }

  #dropPhoto() {
    this.#detach();
    by("attached").hidden = true;
    by("attached-image").removeAttribute("src");
  }

  #note(text) {
    by("composer-note").textContent = text;
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + this.text.offsetHeight - this.text.clientHeight}px`;
  }
}
