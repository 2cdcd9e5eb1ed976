/**
 * What the server says, and where on the page it goes.
 */

import { Arrivals } from "./arrivals.js";
import { drawn, pressable, withoutSign } from "./bubbles.js";
import { by, make } from "./dom.js";
import { rendered } from "./richtext.js";
import { read, remove, write } from "./storage.js";
import { word } from "./words.js";

const TYPING_SHOWN = 5000; // ms
const SETTLING = 3000; // ms an answered wish may take to show in the state
const SEARCHING = /^searching/;
/** What the notice of a search is reworded to when another notice says more. */
const SAID_ELSEWHERE = new Set(["search-done", "search-closed"]);
/** Notices that may be answered in words. */
const ASKING = /^(report-words(-too-long|-full)?$|appeal-(write|too-long)$|settings)/;
/** Notices that answer one message of ours and mean that it did not get through. */
const FAILURES = new Set([
  "undelivered", "too-long", "nothing-left", "not-relayed", "slow-down", "file-too-large", "file-too-many-pixels",
  "file-too-long", "file-broken", "file-no-tool", "file-not-cleanable", "file-busy", "guard-not-sent", "guard-too-late",
]);

export class Inbox {
  /** `vanished(record)`: the partner took a message back. */
  constructor({ page, connection, outbox, log, seen, quiet, actions, follow, vanished }) {
    Object.assign(this, { page, connection, outbox, log, seen, quiet, actions, follow, vanished });
    this.search = null; // the delivery that tells how the search goes
    this.typingTimer = 0;
    this.arrivals = new Arrivals((frame) => this.#once(frame));
    this.before = outbox.restore(); // what was unsent when the page was loaded anew
  }

  heard(frame) {
    switch (frame.t) {
      case "ready": return this.#ready(frame.state);
      case "state": return this.#state(frame.state);
      case "accepted": return this.#accepted(frame.id);
      case "refused": return this.#refused(frame.id, frame.why);
      case "post":
      case "edit":
      case "delete":
      case "react": return this.#delivery(frame);
      case "typing": return this.#typing(true);
      default: return undefined; // of a newer server
    }
  }

  /** Bytes of the file that is on its way here. */
  piece(blob) {
    this.arrivals.piece(blob);
  }

  #ready(state) {
    this.arrivals.drop();
    this.#state(state);
    const { room } = this.page;
    const stale = this.outbox.resume(room);
    for (const { frame } of stale) this.log.mark(frame.id, "failed", word("room-over"));
    if (!this.before) return;
    // First contact since the page was loaded: what was unsent has no bubble yet.
    for (const { frame, room: meant } of this.before.pending) {
      if (meant !== room) continue;
      if (frame.t === "say") this.log.own({ ids: [frame.id], text: frame.text, reply: frame.reply });
      if (frame.t === "edit") this.log.reword(frame.of, frame.text);
      if (frame.t === "delete") this.log.remove(frame.of);
    }
    if (stale.some(({ frame }) => frame.t === "say")) this.log.note(word("unsent-lost"));
    if (this.before.lost.length) this.log.note(word("file-lost"));
    this.before = null;
  }

  #state(state) {
    const { page, log } = this;
    const was = page.state;
    const room = state.at === "talking" ? (state.room ?? null) : null;
    if (state.at === "waiting" && was?.at !== "waiting") log.searching();
    if (room !== null && room !== page.room) log.enter(room, was === null && read("room") === room);
    if (state.at !== "talking") this.#typing(false);
    const leaving = page.leaving === room ? page.leaving : null;
    const asked = page.asked && state.at === was?.at;
    page.update({ state, met: true, leaving, asked, searching: false, lastRoom: log.room });
    this.#remember();
    log.refresh(page);
  }

  #accepted(id) {
    const entry = this.outbox.answered(id);
    if (!entry) return;
    this.log.mark(id, "sent");
    // Mostly the new state comes right behind; where nothing changes, the page must not stay as if it would.
    if (entry.frame.t === "do" || entry.frame.t === "press") {
      setTimeout(() => this.page.update({ leaving: null, searching: false }), SETTLING);
    }
  }

  #refused(id, why) {
    const entry = id ? this.outbox.answered(id) : undefined;
    if (entry?.frame.t === "say" || entry?.frame.t === "file") {
      this.log.mark(id, "failed", why);
      return;
    }
    if (entry?.frame.t === "press") this.page.settled.delete(entry.frame.data.split(".", 1)[0]);
    this.page.update({ leaving: null, searching: false });
    this.log.note(why || word("failed"));
  }

  /** With files, a delivery is whole only when they are there. */
  #delivery(frame) {
    this.arrivals.drop();
    if (frame.media?.length && !this.seen.has(frame.id)) this.arrivals.begin(frame);
    else this.#once(frame);
  }

  /** Shows a delivery once, and acknowledges it every time it comes. */
  #once(frame) {
    if (!this.seen.has(frame.id)) {
      this.#show(frame);
      this.seen.add(frame.id);
      this.log.refresh(this.page);
      if (this.page.lastRoom !== this.log.room) this.page.update({ lastRoom: this.log.room });
    }
    this.connection.send({ t: "ack", id: frame.id });
  }

  #show(frame) {
    switch (frame.t) {
      case "post": return this.#post(frame);
      case "edit": return this.#edit(frame);
      case "delete": return frame.of.forEach((ref) => this.#gone(ref));
      default: return this.#feels(frame);
    }
  }

  #gone(ref) {
    const record = this.log.records.get(ref);
    if (!record) return;
    this.log.remove(ref);
    this.vanished(record);
  }

  #feels({ of, emoji }) {
    if (this.log.feels(of, { theirs: emoji }) || !emoji.length) return;
    this.log.note(word("reaction-earlier", { emoji: emoji.map(drawn).join(" ") }));
  }

  #post(frame) {
    if (!frame.host) {
      this.#typing(false);
      this.log.post(frame);
      if (document.hidden || !document.hasFocus()) this.page.update({ unread: this.page.unread + 1 });
      return;
    }
    if (SEARCHING.test(frame.topic)) return this.#searchTells(frame.id, frame);
    if (frame.topic === "rules-ask" && this.page.screen === "new") return; // the page itself asks
    if (this.quiet.takes(frame.topic)) return;
    if (frame.topic === "deleted") this.#wipe();
    this.#fails(frame);
    if (frame.topic === "report-too-often") this.#unsettle(frame);
    if (this.page.room === null) this.page.update({ asked: ASKING.test(frame.topic) });
    this.log.post(frame);
    this.#remember();
  }

  #edit(frame) {
    if (SEARCHING.test(frame.topic)) return this.#searchTells(frame.of, frame);
    if (this.search === frame.of) {
      this.search = null;
      by("search-notice").replaceChildren();
      by("waiting-title").hidden = false;
    }
    if (SAID_ELSEWHERE.has(frame.topic)) return undefined;
    if (!this.log.has(frame.of)) return this.#post({ ...frame, id: frame.of });
    const reply = frame.reply ?? this.log.records.get(frame.of).reply; // it is about the same message still
    this.#fails({ ...frame, reply });
    return this.log.edit({ ...frame, reply });
  }

  /** A report that has to wait can be made again. */
  #unsettle({ buttons = [] }) {
    for (const { data } of buttons.flat()) this.page.settled.delete(data.split(".", 1)[0]);
    this.page.update({});
  }

  #fails({ topic, reply }) {
    if (FAILURES.has(topic) && reply) this.log.mark(reply, "failed");
  }

  /** How the search goes has a place of its own on the waiting screen. */
  #searchTells(id, frame) {
    this.search = id;
    by("waiting-title").hidden = true; // the notice says the same, and more
    const { said, styles } = withoutSign(frame.text, frame.spans);
    const buttons = (frame.buttons ?? []).flat().filter(({ data }) => data.split(":", 1)[0] !== "stop");
    const place = by("search-notice");
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.press : undefined;
    place.replaceChildren(
      make("p", { dir: "auto" }, rendered(said, styles)),
      ...(buttons.length ? [pressable(buttons, (data) => this.actions.press(data, id))] : []),
    );
    if (focused !== undefined) place.querySelector(`[data-press="${CSS.escape(focused)}"]`)?.focus();
  }

  #typing(on) {
    clearTimeout(this.typingTimer);
    by("typing").hidden = !on;
    if (!on) return;
    this.typingTimer = setTimeout(() => this.#typing(false), TYPING_SHOWN);
    this.follow.added(false);
  }

  /** The room whose opening was shown: after a reload the page can say that earlier messages are gone. */
  #remember() {
    if (this.log.opened && this.log.room !== null) write("room", this.log.room);
  }

  #wipe() {
    this.log.clear();
    this.outbox.empty();
    remove("room");
    remove("draft");
  }
}
