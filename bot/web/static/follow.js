/**
 * Keeps the newest message in view while the reader is at the bottom, and never pulls somebody who reads further up:
 * they get a button that says what is new.
 */

import { calmMotion } from "./dom.js";
import { counted } from "./words.js";

const NEAR = 64; // px from the bottom that still count as "at the bottom"

export class Follow {
  constructor({ scroller, log, button }) {
    this.scroller = scroller;
    this.button = button;
    this.following = true;
    this.missed = 0;
    this.top = 0;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => this.toEnd());
    // Pictures that load and keyboards that open move the bottom without any scrolling.
    const observer = new ResizeObserver(() => this.#keep());
    observer.observe(log);
    observer.observe(scroller);
    this.log = log;
  }

  /** Something was added. `news`: it should be pointed out to somebody who reads further up. */
  added(news) {
    if (this.following) return this.#keep();
    if (!news) return undefined;
    this.missed += 1;
    this.button.querySelector("span").textContent = counted("unread", this.missed);
    this.button.hidden = false;
    return undefined;
  }

  toEnd() {
    this.following = true;
    this.#caughtUp();
    this.#keep();
  }

  /** Another screen begins at its top. */
  toStart() {
    this.scroller.scrollTop = 0;
    this.following = true;
    this.#caughtUp();
  }

  show(element) {
    element.scrollIntoView({ block: "center", behavior: calmMotion() ? "auto" : "smooth" });
  }

  #keep() {
    if (this.following && this.log.childElementCount) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const upwards = scrollTop < this.top;
    this.top = scrollTop;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // Only a reader moves upwards; further from the end without that means that something below has grown.
    if (near) this.following = true;
    else if (upwards) this.following = false;
    if (near) this.#caughtUp();
  }

  #caughtUp() {
    this.missed = 0;
    this.button.hidden = true;
  }
}
