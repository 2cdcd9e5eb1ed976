/**
 * The conversation as it stands on the page. One conversation at a time: when another begins, the last one is folded
 * away ("Earlier"), where it can still be blocked and reported. Nothing of it is stored.
 */

import { bubble, forgetQuotes, line, notice, reword, setDelivery, showFeelings } from "./bubbles.js";
import { by, make } from "./dom.js";
import { mediaLine } from "./media.js";
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
  /**
   * `follow`: keeps the end in view. `press(data, of)`: a notice's button. `reply(ref)`: answer this message.
   * `more(record, button)`: show what else can be done with it. `feel(record, emoji)`: the person feels so about it.
   */
  constructor({ follow, press, reply, more, feel }) {
    Object.assign(this, { follow, press, reply, more, feel });
    this.element = by("log");
    this.earlier = by("earlier");
    this.folded = by("earlier-log");
    /**
     * ref → {refs, element, who, line, topic, urls, text, kind, mine, theirs}. `refs`: all its names (an own album has
     * one for each file); `kind`: of the file its text stands under, or null; `mine`, `theirs`: emoji.
     */
    this.records = new Map();
    this.room = null; // of the conversation that stands in the log
    this.opened = false; // its opening notice is there
    this.bubbles = 0;
    this.earlierRoom = null;
  }

  has(ref) {
    return this.records.has(ref);
  }

  /** What a reply to `ref` quotes: {ref, name, text, jump}; a general phrase for what is not on the page any more. */
  quote(ref, part = "") {
    if (ref === null || ref === undefined) return null;
    const record = this.records.get(ref);
    if (!record) return { ref, name: "", text: part || word("reply-gone"), jump: null };
    return { ref, name: word(record.who), text: part || record.line, jump: () => this.#jump(record) };
  }

  /** An own message, shown before the server has it. `ids`: its names, one for each of its files if it has any. */
  own({ ids, text, files = [], reply = null }) {
    const record = this.#spoken("you", { refs: ids, text, files });
    record.element = bubble({ who: "own", text, files, quote: this.quote(reply), ...this.#handles(record) });
    record.unsent = new Set(ids);
    setDelivery(record.element, "sending");
    if (this.opened || this.room !== null) this.bubbles += 1;
    this.#append(record);
    this.follow.toEnd();
  }

  /** How far an own message has come. It is sent when all of it is. */
  mark(id, stage, why = "") {
    const record = this.records.get(id);
    if (record?.who !== "you") return;
    record.unsent.delete(id);
    if (stage === "sent" && (record.unsent.size || record.failed)) return;
    record.failed ||= stage === "failed";
    setDelivery(record.element, stage, why);
  }

  /** A delivery of the server: what the partner said, or a notice. Files have a `blob` each. */
  post(frame) {
    if (frame.host) {
      if (OPENING.test(frame.topic)) this.#open();
      this.#append(this.#noticeRecord(frame, frame.id));
    } else {
      this.bubbles += 1;
      this.#append(this.#partnerRecord(frame, frame.id));
    }
    this.follow.added(true);
  }

  /** A notice, or what the partner said, reads differently now. */
  edit(frame) {
    const old = this.records.get(frame.of);
    if (!frame.host && !frame.media) return this.reword(frame.of, frame.text, frame.spans);
    const record = frame.host ? this.#noticeRecord(frame, frame.of) : this.#partnerRecord(frame, frame.of);
    const focused = old.element.contains(document.activeElement) ? document.activeElement.dataset.press : undefined;
    old.element.replaceWith(record.element);
    this.#forget(old);
    this.records.set(frame.of, record);
    if (!frame.host) {
      this.reword(frame.of, frame.text, frame.spans); // marks it as changed
      this.feels(frame.of, { mine: old.mine, theirs: old.theirs });
    }
    if (focused !== undefined) {
      const buttons = [...record.element.querySelectorAll("[data-press]")];
      (buttons.find((button) => button.dataset.press === focused) ?? buttons[0])?.focus();
    }
    this.follow.added(false);
    return undefined;
  }

  /** A message of one of the two reads differently now. */
  reword(ref, text = "", spans = []) {
    const record = this.records.get(ref);
    if (!record || record.text === undefined) return;
    reword(record.element, text, spans);
    record.text = text;
    record.line = snippet(text, spans) || record.what;
    this.follow.added(false);
  }

  /** A message of one of the two is gone. */
  remove(ref) {
    const record = this.records.get(ref);
    if (!record) return;
    for (const name of record.refs) {
      forgetQuotes(this.element, name);
      this.records.delete(name);
    }
    this.#forget(record);
    record.element.remove();
  }

  /** How one of the two feels about a message now. False: it is not on the page any more. */
  feels(ref, change) {
    const record = this.records.get(ref);
    if (!record || record.text === undefined) return false;
    Object.assign(record, change);
    const focused = record.element.querySelector(".feelings")?.contains(document.activeElement);
    showFeelings(record.element, record, () => this.feel(record, ""));
    if (focused) record.element.querySelector(".mine, .more").focus();
    this.follow.added(false);
    return true;
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

  #handles(record) {
    return { reply: () => this.reply(record.refs[0]), more: ({ currentTarget }) => this.more(record, currentTarget) };
  }

  #spoken(who, { refs, text, spans = [], files, poll = null }) {
    const what = files.length ? mediaLine(files) : poll ? `${word("kind-poll")}: ${snippet(poll.question)}` : "";
    return {
      refs, who, topic: "", urls: files.map(({ url }) => url), text, what, line: snippet(text, spans) || what,
      kind: files[0]?.kind ?? null, mine: "", theirs: [],
    };
  }

  #partnerRecord(frame, name) {
    const { text = "", spans = [], poll = null, reply } = frame;
    const files = shown(frame.media);
    const record = this.#spoken("stranger", { refs: [name], text, spans, files, poll });
    const quote = this.quote(reply, frame.quote);
    record.reply = reply;
    record.element = bubble({ who: "partner", text, spans, files, poll, quote, ...this.#handles(record) });
    return record;
  }

  #noticeRecord(frame, name) {
    const files = shown(frame.media);
    const doubled = ({ data }) => DOUBLED.test(frame.topic) && OWN_CONTROLS.has(data.split(":", 1)[0]);
    const buttons = (frame.buttons ?? []).flat().filter((button) => !doubled(button));
    const element = notice({ ...frame, buttons, files, quote: this.quote(frame.reply) }, (data) => this.press(data, name));
    const { text = "", topic, reply } = frame;
    const urls = files.map(({ url }) => url);
    return { refs: [name], element, who: "host", line: snippet(text), topic: topic || "notice", urls, reply };
  }

  #append(record) {
    const previous = this.element.lastElementChild?.classList;
    const same = (who) => previous?.contains(who) && record.element.classList.contains(who);
    if (same("own") || same("partner")) record.element.classList.add("again");
    for (const ref of record.refs) this.records.set(ref, record);
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
    for (const player of record.element.querySelectorAll("audio, video")) player.pause();
    for (const url of record.urls) URL.revokeObjectURL(url);
  }

  #jump(record) {
    if (this.folded.contains(record.element)) this.earlier.open = true;
    this.follow.show(record.element);
    record.element.classList.remove("pointed");
    requestAnimationFrame(() => record.element.classList.add("pointed"));
  }
}

/** The files of a delivery, each with a URL to show it by, and only the type under which it may be shown. */
const shown = (media = []) =>
  media.map((file) => ({ ...file, url: URL.createObjectURL(file.blob), mime: file.blob.type }));

/** The folded conversation's own Block and Report. */
export function wireEarlier(log, { block, report }) {
  const tool = (action, go) =>
    make("button", { type: "button", class: "small danger", "data-action": action, onclick: () => go(log.earlierRoom) }, word(action));
  by("earlier-tools").append(tool("block", block), tool("report", report));
}
