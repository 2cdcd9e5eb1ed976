/**
 * Files of a message arrive after it, in pieces. Here they are put together; the message is shown when it is whole.
 */

import { by } from "./dom.js";
import { word } from "./words.js";

const SLOW = 700; // ms after which the page says that something is coming
const UNKNOWN = "application/octet-stream";
/** Formats that are drawn or played here. Anything else is only ever saved. */
const SHOWN = new Set([
  "image/jpeg", "image/png", "image/webp", "image/gif",
  "video/mp4", "video/webm", "video/ogg", "video/quicktime",
  "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/webm", "audio/wav", "audio/x-wav", "audio/flac", "audio/x-flac",
]);

export class Arrivals {
  /** `whole(frame)`: all is there; each of `frame.media` has its `blob` now. */
  constructor(whole) {
    this.whole = whole;
    this.frame = null;
    this.timer = 0;
  }

  /** A message whose files follow. One that was not whole by now never will be: it comes again. */
  begin(frame) {
    this.drop();
    this.frame = frame;
    this.parts = frame.media.map(() => []);
    this.current = 0;
    this.missing = frame.media[0].size;
    this.expected = frame.media.reduce((sum, { size }) => sum + size, 0);
    this.got = 0;
    this.timer = setTimeout(() => this.#tell(), SLOW);
    this.#advance();
  }

  /** The next bytes of what was begun. */
  piece(blob) {
    if (this.frame === null) return; // of a message we have
    this.parts[this.current].push(blob);
    this.missing -= blob.size;
    this.got += blob.size;
    if (!by("arriving").hidden) this.#tell();
    this.#advance();
  }

  drop() {
    clearTimeout(this.timer);
    by("arriving").hidden = true;
    this.frame = null;
  }

  #advance() {
    const { media } = this.frame;
    while (this.missing <= 0) {
      this.current += 1;
      if (this.current === media.length) return this.#done();
      this.missing = media[this.current].size;
    }
    return undefined;
  }

  #done() {
    const { frame, parts } = this;
    this.drop();
    const media = frame.media.map((file, place) => {
      const type = SHOWN.has(file.mime) ? file.mime : UNKNOWN;
      return { ...file, blob: new Blob(parts[place], { type }) };
    });
    this.whole({ ...frame, media });
  }

  #tell() {
    by("arriving").hidden = false;
    by("arriving-what").textContent = word("arriving", { file: word(`kind-${this.frame.media[this.current].kind}`) });
    by("arriving-bar").value = this.got / this.expected;
  }
}
