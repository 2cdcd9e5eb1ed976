/**
 * Which screen stands, what the header says, where the focus goes when its place vanished. Draws the page's state and
 * decides nothing.
 */

import { by, touchFirst, visible } from "./dom.js";
import { counted, listed, word } from "./words.js";

/** What takes the focus on each screen, if it had been on something that is gone. */
const FIRST = {
  new: "agree",
  idle: "interest",
  waiting: "stop",
  talking: "text",
  stopped: "restart",
};
const FIELDS = new Set(["interest", "text"]);

export class View {
  constructor(follow) {
    this.follow = follow;
    this.shown = null;
    this.focused = null;
    this.wanted = null; // the id of what the person asked to get to, on a screen that is not there yet
    document.addEventListener("focusin", (event) => {
      this.focused = event.target;
    });
    document.addEventListener("focusout", ({ target, relatedTarget }) => {
      // An element that is taken away loses the focus while it still stands; a person leaves one that stays.
      setTimeout(() => {
        if (relatedTarget === null && this.focused === target && visible(target)) this.focused = null;
      });
    });
    // The on-screen keyboard of iOS covers the page instead of shrinking it.
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.#fit();
  }

  render(page) {
    const screen = page.screen;
    document.body.dataset.at = screen;
    for (const part of document.querySelectorAll("[data-show]")) {
      part.hidden = !part.dataset.show.split(" ").includes(screen);
    }
    by("hero").hidden = screen === "talking" || (screen === "idle" && page.lastRoom !== null);
    this.#header(page, screen);
    this.#controls(page, screen);
    if (this.shown !== screen) {
      this.shown = screen;
      if (!by("log").childElementCount) this.follow.toStart();
      this.#refocus(screen);
    }
  }

  /** Leads to an element now, or on the next screen that has it. */
  goTo(id) {
    if (visible(by(id))) by(id).focus();
    else this.wanted = id;
  }

  #header(page, screen) {
    const text = this.#status(page, screen);
    // Writing the same words again would make screen readers repeat them.
    if (by("status").textContent !== text) by("status").textContent = text;
    const count = page.unread > 0 ? `(${page.unread}) ` : "";
    const short = { waiting: word("title-waiting"), talking: word("title-talking") }[screen];
    document.title = count + (short ? `${short} · ${word("name")}` : word("name"));
    const banner = page.link === "lost" ? word(page.met ? "lost" : "unreachable") : "";
    if (by("banner-text").textContent !== banner) by("banner-text").textContent = banner;
    by("banner").classList.toggle("up", banner !== "");
    document.body.classList.toggle("offline", banner !== "");
  }

  #status(page, screen) {
    const { waiting = 0, shared = [] } = page.state ?? {};
    switch (screen) {
      case "connecting": return word("status-connecting");
      case "stopped": return word("status-stopped");
      case "new": return word("status-new");
      case "locked": return word("status-locked");
      case "waiting": return waiting > 0 ? counted("status-waiting", waiting) : word("status-looking");
      case "talking":
        if (page.leaving === page.room) return word("status-leaving");
        return shared.length ? word("status-shared", { interests: listed(shared) }) : word("status-talking");
      default: return word("status-idle");
    }
  }

  #controls(page, screen) {
    const { target } = page;
    by("block").hidden = target === null || page.settled.has(`block:${target}`);
    by("report").hidden = target === null || page.settled.has(`report:${target}`);
    by("menu-open").hidden = page.state === null || screen === "stopped";
    const leaving = screen === "talking" && page.leaving === page.room;
    for (const id of ["next", "stop"]) by(id).setAttribute("aria-disabled", String(leaving));
    by("composer").classList.toggle("resting", leaving);
    by("composer").hidden = screen !== "talking" && !page.mayAnswer;
    const purpose = word(screen === "talking" ? "compose" : "compose-answer");
    by("text").placeholder = purpose;
    by("text").setAttribute("aria-label", purpose);
    by("find").setAttribute("aria-disabled", String(page.searching));
    if (screen === "stopped") {
      const taken = page.link === "elsewhere";
      by("stopped-title").textContent = word(taken ? "elsewhere-title" : "refused-title");
      by("stopped-text").textContent = word(taken ? "elsewhere" : "refused");
      by("restart").textContent = word(taken ? "use-here" : "try-again");
      by("start-fresh").hidden = !taken;
    }
  }

  /** Focus moves only when its place is gone; and it never calls up a keyboard by itself. */
  #refocus(screen) {
    if (this.wanted && visible(by(this.wanted))) {
      by(this.wanted).focus();
      this.wanted = null;
      return;
    }
    if (this.focused === null || visible(this.focused) || document.querySelector("dialog[open]")) return;
    const first = FIRST[screen];
    const target = !first || (FIELDS.has(first) && touchFirst()) ? by("main") : by(first);
    target.focus({ preventScroll: true });
  }

  #fit() {
    const port = visualViewport;
    if (!port || Math.abs(port.scale - 1) > 0.01) return; // zoomed by hand: the layout stays
    document.documentElement.style.setProperty("--height", `${port.height}px`);
    if (port.offsetTop) scrollTo(0, 0);
  }
}
