/**
 * The files that will go with what is being written: chosen, pasted or dropped, and shown small until they are sent.
 */

import { by, icon, make } from "./dom.js";
import { prepared, Unsendable } from "./prepare.js";
import { fileSize, word } from "./words.js";

export const MOST = 10; // files of one message
const COVERABLE = new Set(["photo", "video", "animation"]);

export class Attachments {
  /** `allowed()`: files may be added now. `changed()`: there are others. `note(text)`: something to say about it. */
  constructor({ allowed, changed, note }) {
    Object.assign(this, { allowed, changed, note });
    this.files = []; // as prepare.js makes them
    this.turn = 0; // grows when all are dropped: what is still being read then does not count
    this.reading = 0;
    by("attach").addEventListener("click", () => by("attach-file").click());
    by("attach-file").addEventListener("change", ({ target }) => {
      this.take(target.files);
      target.value = ""; // the same file may be chosen again
    });
    by("text").addEventListener("paste", (event) => this.#offered(event, event.clipboardData));
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // also elsewhere: a dropped file would replace the page
      by("drop").hidden = !this.allowed();
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) by("drop").hidden = true;
    });
    document.addEventListener("drop", (event) => {
      by("drop").hidden = true;
      if (event.dataTransfer?.types.includes("Files")) this.#offered(event, event.dataTransfer);
    });
  }

  /** Adds files, one after the other, as they were chosen. */
  async take(list) {
    if (!this.allowed()) return;
    const { turn } = this;
    const chosen = Array.from(list);
    this.note(word("file-reading"));
    this.reading += 1;
    let problem = "";
    for (const file of chosen) {
      if (this.files.length >= MOST) {
        problem = word("files-too-many", { limit: MOST });
        break;
      }
      try {
        const ready = await prepared(file);
        if (turn !== this.turn || !this.allowed()) {
          URL.revokeObjectURL(ready.url);
          break;
        }
        this.files.push(ready);
        this.#show();
      } catch (trouble) {
        problem = trouble instanceof Unsendable ? trouble.message : word("file-unreadable");
      }
    }
    this.reading -= 1;
    if (turn !== this.turn) return;
    this.note(problem);
    if (this.files.length) by("text").focus();
  }

  /** As they are to be sent. */
  get ready() {
    const covered = by("cover").checked;
    return this.files.map((file) => ({ ...file, spoiler: covered && COVERABLE.has(file.kind) }));
  }

  /** They are sent: the log shows them now, and lets go of them later. */
  handOver() {
    this.files = [];
    this.drop();
  }

  drop() {
    this.turn += 1;
    for (const { url } of this.files) URL.revokeObjectURL(url);
    this.files = [];
    this.#show();
  }

  #offered(event, transfer) {
    const files = Array.from(transfer?.files ?? []);
    // Text that is copied from a table or a page often has a picture of itself with it.
    const words = event.type === "paste" && transfer.types.includes("text/plain");
    if (!files.length || words) {
      if (event.type === "drop") event.preventDefault();
      return;
    }
    event.preventDefault();
    this.take(files);
  }

  #show() {
    const list = by("attached");
    list.replaceChildren(...this.files.map((file) => this.#entry(file)));
    list.hidden = !this.files.length;
    by("attached-cover").hidden = !this.files.some(({ kind }) => COVERABLE.has(kind));
    if (list.hidden) by("cover").checked = false;
    this.changed();
  }

  #entry(file) {
    const what = word(`kind-${file.kind}`);
    const remove = () => {
      const place = this.files.indexOf(file);
      this.files.splice(place, 1);
      URL.revokeObjectURL(file.url);
      this.#show();
      (by("attached").querySelectorAll("button")[Math.min(place, this.files.length - 1)] ?? by("text")).focus();
    };
    const label = word("attached-remove", { file: file.name || what });
    return make(
      "li",
      { "data-testid": "attached-file" },
      preview(file, what),
      make("button", { type: "button", class: "round", "data-testid": "attached-remove", "aria-label": label, title: label, onclick: remove }, icon("close")),
    );
  }
}

function preview(file, what) {
  const alt = word("attached", { file: what });
  if (file.kind === "photo" || file.kind === "animation") return make("img", { src: file.url, alt });
  if (file.kind === "video") return make("video", { src: file.url, muted: true, playsinline: true, preload: "metadata", "aria-label": alt });
  return make("p", {}, make("span", { class: "name", dir: "auto" }, file.name || what), make("span", { class: "size" }, fileSize(file.size)));
}
