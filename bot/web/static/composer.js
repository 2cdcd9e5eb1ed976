/**
 * Where a message is written: text, the message it answers or changes, files, a voice.
 */

import { Attachments } from "./attachments.js";
import { by, touchFirst } from "./dom.js";
import { canRecord, Recorder } from "./recorder.js";
import { read, remove, write } from "./storage.js";
import { word } from "./words.js";

const LONGEST = 4096; // code points
const COUNT_FROM = 3800; // the counter appears when it begins to matter
const TYPING_EVERY = 4000; // ms

export class Composer {
  /**
   * `send({text, reply, files})`: false if it could not be taken; so does `change({record, text})`. `typing()`: the
   * person is writing. `quote(ref)`: the words of the message that is answered.
   */
  constructor({ send, change, typing, quote }) {
    Object.assign(this, { send, change, typing, quote });
    this.text = by("text");
    this.reply = null;
    this.edited = null; // {record, draft}: the message that is being changed, and what had been begun before
    this.now = null; // the room that is written in
    this.open = false; // it may be written in
    this.toldTyping = -Infinity;
    const note = (text) => this.#note(text);
    this.attachments = new Attachments({
      allowed: () => this.open && this.now !== null && !this.edited && !this.recorder.on,
      changed: () => this.#buttons(),
      note,
    });
    this.recorder = new Recorder({ done: (file) => this.#spoken(file), changed: (on) => this.#recording(on), note });
    this.#wire();
  }

  /** The room that is written in changed; null: there is none, and what was begun is dropped. */
  room(room, mayWrite) {
    this.open = mayWrite;
    if (!mayWrite) this.recorder.cancel();
    if (this.now === room) return;
    this.now = room;
    const draft = read("draft");
    if (room !== null && draft?.room === room) this.#set(draft.text);
    else this.#reset();
  }

  answer(ref) {
    const quote = this.quote(ref);
    if (!quote || this.recorder.on) return;
    this.#leaveEdit(false);
    this.reply = ref;
    this.#above(word("answering", { name: quote.name }), quote.text, "answering-cancel");
    this.text.focus();
  }

  /** Change an own message. */
  edit(record) {
    if (this.recorder.on) return;
    this.#leaveReply(false);
    const draft = this.edited ? this.edited.draft : this.text.value;
    this.edited = { record, draft };
    this.#above(word("editing"), record.line, "editing-cancel");
    this.#set(record.text);
    this.#note("");
    this.text.focus();
    this.text.setSelectionRange(record.text.length, record.text.length);
  }

  /** A message is gone: it can't be changed or answered any more. `note`: something to say about it. */
  gone(record, note = "") {
    const refocus = note !== "" && !touchFirst(); // it was the person's own doing
    if (this.edited?.record === record) this.#leaveEdit(refocus);
    else if (record.refs.includes(this.reply)) this.#leaveReply(refocus);
    else if (refocus) this.text.focus();
    if (note) this.#note(note);
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
    form.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.#leave());
    by("answering-cancel").addEventListener("click", () => this.#leave());
    by("record").addEventListener("click", () => this.recorder.start());
    this.#buttons();
  }

  #leave() {
    this.#leaveReply();
    this.#leaveEdit();
  }

  #submit() {
    const text = this.text.value.trim();
    const files = this.attachments.ready;
    if (!this.open || this.attachments.reading) return;
    if (this.edited) return this.#change(text);
    if (!text && !files.length) return;
    if (!this.#fits(text)) return;
    if (!this.send({ text, reply: this.reply, files })) return this.#note(word("too-much-waiting"));
    this.attachments.handOver();
    this.#reset();
    if (document.activeElement === by("send")) this.text.focus(); // that button makes room for another one
  }

  #change(text) {
    const { record } = this.edited;
    if (!text && record.kind === null) return this.#note(word("edit-empty"));
    if (!this.#fits(text)) return undefined;
    if (text !== record.text && !this.change({ record, text })) return this.#note(word("too-much-waiting"));
    return this.#leaveEdit();
  }

  #fits(text) {
    const length = Array.from(text).length;
    if (length > LONGEST) this.#note(word("too-long", { limit: LONGEST, over: length - LONGEST }));
    return length <= LONGEST;
  }

  #spoken(file) {
    if (!this.open || this.now === null) return URL.revokeObjectURL(file.url);
    if (!this.send({ text: "", reply: this.reply, files: [file] })) {
      URL.revokeObjectURL(file.url);
      return this.#note(word("too-much-waiting"));
    }
    return this.#leaveReply(false);
  }

  #recording(on) {
    by("recording").hidden = !on;
    by("writing").hidden = on;
    if (on) by("recording-send").focus();
    else if (touchFirst()) by("record").focus();
    else this.text.focus();
  }

  #typed() {
    this.#buttons();
    this.#grow();
    const value = this.text.value;
    const length = Array.from(value).length;
    this.#note(length > COUNT_FROM ? word("left", { count: LONGEST - length }) : "");
    if (this.edited) return;
    if (this.now !== null) write("draft", { room: this.now, text: value });
    const now = performance.now();
    if (!this.open || this.now === null || !value.trim() || value.startsWith("/") || now - this.toldTyping < TYPING_EVERY) return;
    this.toldTyping = now;
    this.typing();
  }

  /** One place for two buttons: where nothing is written yet, one can speak instead. */
  #buttons() {
    const blank = !this.text.value.trim() && !this.attachments?.files.length && !this.edited;
    const speak = blank && this.now !== null && canRecord();
    by("record").hidden = !speak;
    by("send").hidden = speak;
    by("attach").hidden = this.now === null || this.edited !== null;
  }

  #set(text) {
    this.text.value = text;
    this.#buttons();
    this.#grow();
  }

  #reset() {
    this.edited = null;
    this.recorder.cancel();
    remove("draft");
    this.#set("");
    this.#note("");
    this.attachments.drop();
    this.reply = null;
    by("answering").hidden = true;
  }

  #above(name, text, label) {
    by("answering-name").textContent = name;
    by("answering-text").textContent = text;
    by("answering-cancel").setAttribute("aria-label", word(label));
    by("answering").hidden = false;
  }

  #leaveReply(refocus = true) {
    if (this.reply === null) return;
    this.reply = null;
    by("answering").hidden = true;
    if (refocus) this.text.focus();
  }

  #leaveEdit(refocus = true) {
    if (this.edited === null) return;
    const { draft } = this.edited;
    this.edited = null;
    by("answering").hidden = true;
    this.#note("");
    this.#set(draft);
    if (refocus) this.text.focus();
  }

  #note(text) {
    by("composer-note").textContent = text;
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + this.text.offsetHeight - this.text.clientHeight}px`;
  }
}
