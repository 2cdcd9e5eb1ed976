/**
 * The conversation as it stands on the page. One conversation at a time: when another begins, the last one is folded
 * away ("Earlier"), where it can still be blocked and reported. Nothing of it is stored.
 */

import { bubble, line, notice, reword, setDelivery } from "./bubbles.js";
import { by, make } from "./dom.js";
import { pictureUrl } from "./photos.js";
import { snippet } from "./richtext.js";
import { word } from "./words.js";

const LIMIT = 1000; // messages kept on the page
const SAFETY = new Set(["block", "report"]); // hold after a conversation too
const ROOM_BOUND = new Set(["next", "stop"]);
/** Notices that say nothing any more once the next search begins. */
const PASSING =
  /^(search-|alert-|already-|paired|you-|no-server|nothing-|not-talking|still-|old-button|unknown-|interest|no-interest|welcome|went-wrong|settings|status-|language-|rules|privacy|help)/;
const OPENING = /^paired/;
/** Notices whose buttons the page has itself, always in the same place. */
const DOUBLED = /^(paired|search-|welcome|status-)/;
const OWN_CONTROLS = new Set(["find", "next", "stop", "block", "report"]);

export class Log {
  /** `follow`: keeps the end in view. `press(data, of)`: a notice's button. `reply(ref)`: answer this message. */
  constructor({ follow, press, reply }) {
    this.follow = follow;
    this.press = press;
    this.reply = reply;
    this.element = by("log");
    this.earlier = by("earlier");
    this.folded = by("earlier-log");
    this.records = new Map(); // ref → {element, who, line, topic, urls}
    this.room = null; // of the conversation that stands in the log
    this.opened = false; // its opening notice is there
    this.bubbles = 0;
    this.earlierRoom = null;
  }

  has(ref) {
    return this.records.has(ref);
  }

  /** What a reply to `ref` quotes: {name, text, jump}; a general phrase for what is not on the page any more. */
  quote(ref) {
    if (ref === null || ref === undefined) return null;
    const record = this.records.get(ref);
    if (!record) return { name: "", text: word("reply-gone"), jump: null };
    return { name: word(record.who), text: record.line, jump: () => this.#jump(record) };
  }

  /** An own message, shown before the server has it. */
  own({ id, text, url = null, reply = null }) {
    const element = bubble({
      who: "own", text, photo: url ? { url } : null, quote: this.quote(reply), reply: () => this.reply(id),
    });
    setDelivery(element, "sending");
    if (this.opened || this.room !== null) this.bubbles += 1;
    this.#append(id, { element, who: "you", line: snippet(text) || word("photo"), topic: "", urls: url ? [url] : [] });
    this.follow.toEnd();
  }

  /** How far an own message has come. */
  mark(id, stage, why = "") {
    const record = this.records.get(id);
    if (record?.who === "you") setDelivery(record.element, stage, why);
  }

  /** A delivery of the server: what the partner said, or a notice. */
  post(frame) {
    if (frame.host) {
      if (OPENING.test(frame.topic)) this.#open();
      this.#append(frame.id, this.#noticeRecord(frame, frame.id));
    } else {
      const url = frame.photo ? pictureUrl(frame.photo) : null;
      const element = bubble({
        who: "partner", text: frame.text, spans: frame.spans, quote: this.quote(frame.reply),
        photo: url ? { url, spoiler: frame.photo.spoiler } : null, reply: () => this.reply(frame.id),
      });
      this.bubbles += 1;
      const said = snippet(frame.text ?? "", frame.spans) || word("photo");
      this.#append(frame.id, { element, who: "stranger", line: said, topic: "", urls: url ? [url] : [] });
    }
    this.follow.added(true);
  }

  /** A notice, or what the partner said, reads differently now. */
  edit(frame) {
    const old = this.records.get(frame.of);
    if (!frame.host) {
      reword(old.element, frame.text ?? "", frame.spans);
      old.line = snippet(frame.text ?? "", frame.spans) || word("photo");
      return;
    }
    const record = this.#noticeRecord(frame, frame.of);
    const focused = old.element.contains(document.activeElement) ? document.activeElement.dataset.press : undefined;
    old.element.replaceWith(record.element);
    this.#forget(old);
    this.records.set(frame.of, record);
    if (focused !== undefined) {
      const buttons = [...record.element.querySelectorAll("[data-press]")];
      (buttons.find((button) => button.dataset.press === focused) ?? buttons[0])?.focus();
    }
    this.follow.added(false);
  }

  /** A quiet line of the page itself. */
  note(text) {
    this.element.append(line(text));
    this.follow.added(false);
  }

  /** The server says we are in this room. `resumed`: we were before the page was loaded anew. */
  enter(room, resumed) {
    if (this.room === room) return;
    if (this.room === null && this.opened) {
      this.room = room; // its opening notice came first
      return;
    }
    this.#turn();
    this.room = room;
    this.opened = resumed;
    if (resumed) this.note(word("history-lost"));
  }

  /** A search begins: what stands here is history. */
  searching() {
    const justOpened = this.opened && this.room === null && this.bubbles === 0;
    if (!justOpened) this.#turn();
  }

  /**
   * Switches off the buttons that no longer apply; the server would refuse them anyway. `settled`: what was blocked and
   * reported already.
   */
  refresh({ room, settled }) {
    for (const button of by("earlier-tools").children) {
      button.hidden = this.earlierRoom === null || settled.has(`${button.dataset.action}:${this.earlierRoom}`);
    }
    const latest = new Map();
    for (const { element, topic } of this.records.values()) if (topic) latest.set(topic, element);
    for (const { element, topic } of this.records.values()) {
      const old = latest.get(topic) !== element || this.folded.contains(element);
      for (const button of element.querySelectorAll("[data-press]")) {
        const [action, token] = button.dataset.press.split(":");
        const over = ROOM_BOUND.has(action) && token !== undefined && token !== room;
        button.disabled = over || (old && !SAFETY.has(action));
      }
    }
  }

  /** Everything off the page. */
  clear() {
    this.element.replaceChildren();
    this.folded.replaceChildren();
    this.earlier.hidden = true;
    this.room = this.earlierRoom = null;
    this.opened = false;
    this.bubbles = 0;
    this.#sweep();
  }

  #open() {
    if (this.opened || this.room === null) this.#turn(); // who is found at once has not seen the waiting screen
    this.opened = true;
  }

  /** Folds the log away. Only one conversation is kept, with what the host said since. */
  #turn() {
    const nodes = [...this.element.children];
    if (this.bubbles) {
      this.folded.replaceChildren(...nodes);
      this.earlierRoom = this.room;
    } else {
      this.folded.append(...nodes.filter((node) => node.dataset.topic && !PASSING.test(node.dataset.topic)));
    }
    while (this.folded.childElementCount > LIMIT) this.folded.firstElementChild.remove();
    this.element.replaceChildren();
    this.earlier.open = false;
    this.earlier.hidden = !this.folded.childElementCount;
    this.room = null;
    this.opened = false;
    this.bubbles = 0;
    this.#sweep();
  }

  #noticeRecord(frame, name) {
    const doubled = ({ data }) => DOUBLED.test(frame.topic) && OWN_CONTROLS.has(data.split(":", 1)[0]);
    const buttons = (frame.buttons ?? []).flat().filter((button) => !doubled(button));
    const element = notice({ ...frame, buttons, quote: this.quote(frame.reply) }, (data) => this.press(data, name));
    const urls = [...element.querySelectorAll("img, a[download]")].map((one) => one.src ?? one.href);
    return { element, who: "host", line: snippet(frame.text ?? ""), topic: frame.topic || "notice", urls };
  }

  #append(ref, record) {
    const previous = this.element.lastElementChild?.classList;
    const same = (who) => previous?.contains(who) && record.element.classList.contains(who);
    if (same("own") || same("partner")) record.element.classList.add("again");
    this.records.set(ref, record);
    this.element.append(record.element);
    if (this.element.childElementCount > LIMIT) {
      this.element.firstElementChild.remove();
      this.#sweep();
    }
  }

  /** Lets go of what is no longer on the page. */
  #sweep() {
    for (const [ref, record] of this.records) {
      if (record.element.isConnected) continue;
      this.#forget(record);
      this.records.delete(ref);
    }
  }

  #forget(record) {
    for (const url of record.urls) URL.revokeObjectURL(url);
  }

  #jump(record) {
    if (this.folded.contains(record.element)) this.earlier.open = true;
    this.follow.show(record.element);
    record.element.classList.remove("pointed");
    requestAnimationFrame(() => record.element.classList.add("pointed"));
  }
}

/** The folded conversation's own Block and Report. */
export function wireEarlier(log, { block, report }) {
  const tool = (action, go) =>
    make("button", { type: "button", class: "small danger", "data-action": action, onclick: () => go(log.earlierRoom) }, word(action));
  by("earlier-tools").append(tool("block", block), tool("report", report));
}
