/**
 * What a person can do here, as frames for the server.
 */

import { forgetAll, uuid } from "./storage.js";

const LEAVING = new Set(["next", "stop", "block", "report"]);
const DOUBLE_TAP = 700; // ms after a tap on Next in which another would skip somebody nobody has seen yet

export class Actions {
  /**
   * `openReport(room, words)`: asks for a reason first. `chooseInterests()`: leads to where they are written.
   * `taken(record)`: an own message is gone.
   */
  constructor({ page, outbox, log, quiet, openReport, chooseInterests, taken }) {
    Object.assign(this, { page, outbox, log, quiet, openReport, chooseInterests, taken });
    this.lastNext = -Infinity;
  }

  /**
   * Something written: a command if it begins with a slash, else a message with `files` (see prepare.js), the words and
   * the reply with the first of them. False: too much is waiting already.
   */
  say({ text, reply, files = [] }) {
    if (!files.length && text.startsWith("/")) return this.typed(text);
    const { room } = this.page;
    if (room === null) this.page.update({ asked: false });
    if (!this.outbox.takes(Math.max(1, files.length), files.length)) return false;
    const album = files.length > 1 ? uuid() : null;
    const ids = files.map(({ kind, bytes, spoiler = false }, place) => {
      const first = place === 0;
      const about = { caption: first ? text : "", reply: first ? reply : null, room, size: bytes.byteLength };
      return this.outbox.add({ t: "file", kind, album, covered: spoiler, ...about }, { room, bytes });
    });
    if (!files.length) ids.push(this.outbox.add({ t: "say", text, reply, room }, { room }));
    this.log.own({ ids, text, reply, files: files.map(({ bytes, ...shown }) => shown) });
    return true;
  }

  /** An own message reads differently now. False: too much is waiting already. */
  change({ record, text }) {
    const { refs: [of], kind } = record;
    if (this.outbox.add({ t: "edit", of, text, kind }, { room: this.page.room }) === null) return false;
    this.log.reword(of, text);
    return true;
  }

  /** An own message is taken back, all of it. */
  takeBack(record) {
    const { room } = this.page;
    if (room === null || !this.outbox.takes(record.refs.length)) return;
    for (const of of record.refs) this.outbox.add({ t: "delete", of }, { room });
    this.log.remove(record.refs[0]);
    this.taken(record);
  }

  /** The person feels so about a message; "" for nothing any more. */
  feel(record, emoji) {
    const { room } = this.page;
    const { refs: [of], mine: gone } = record;
    if (room === null || emoji === gone) return;
    if (this.outbox.add({ t: "react", of, emoji, gone }, { room }) === null) return;
    this.log.feels(of, { mine: emoji });
  }

  /** "/name argument" as it was typed; a name that is none is the server's to answer. */
  typed(text) {
    const [, name, argument] = /^\/([^\s@]*)(?:@\S*)?\s*([\s\S]*)$/u.exec(text);
    return this.command(name.toLowerCase().slice(0, 60), argument.trim());
  }

  command(name, argument = "") {
    if (name === "report" && this.page.room !== null) {
      this.openReport(this.page.room, argument);
      return true;
    }
    const { room } = this.page;
    if (LEAVING.has(name) && room !== null) this.page.update({ leaving: room });
    if (name === "find") this.page.update({ searching: true });
    return this.outbox.add({ t: "do", command: name, argument }) !== null;
  }

  /** A button of the notice `of`, or one of the page's own (null) that has the same meaning. */
  press(data, of = null) {
    const [action, token = ""] = data.split(":");
    if (action === "report" && token && !token.includes(".")) {
      this.openReport(token);
      return;
    }
    if (action === "interests" && this.page.room === null) {
      this.stop(); // they are changed where the search begins
      this.chooseInterests();
      return;
    }
    if (action === "keep") this.page.update({ asked: false });
    const again = this.outbox.some((frame) => frame.t === "press" && frame.data === data);
    if (again) return;
    const room = token.split(".", 1)[0];
    if (LEAVING.has(action) && room === this.page.room) this.page.update({ leaving: room });
    if (action === "find") this.page.update({ searching: true });
    this.outbox.add({ t: "press", data, of });
  }

  /** Search with these interests. None at all clears the ones the server still has. */
  find(names) {
    if (this.page.searching) return;
    if (!names.length && this.page.state.interests?.length) {
      this.quiet.expect("interests-cleared");
      this.outbox.add({ t: "do", command: "interests", argument: "-" });
    }
    this.command("find", names.join(", "));
  }

  next() {
    const { room } = this.page;
    const now = performance.now();
    if (room === null || this.page.leaving === room || now - this.lastNext < DOUBLE_TAP) return;
    this.lastNext = now;
    this.press(`next:${room}`);
  }

  stop() {
    const { room, state } = this.page;
    if (room !== null) {
      if (this.page.leaving !== room) this.press(`stop:${room}`);
    } else if (state?.at === "waiting" && !this.outbox.some((frame) => frame.t === "do" && frame.command === "stop")) {
      this.outbox.add({ t: "do", command: "stop", argument: "" });
    }
  }

  block(room) {
    if (room === null || this.page.settled.has(`block:${room}`)) return;
    this.page.settled.add(`block:${room}`);
    this.press(`block:${room}`);
    this.page.update({});
  }

  report(room, reason, detail, words) {
    if (words) {
      // Answered by a question whose answer follows at once.
      this.quiet.expect("report-why");
      this.quiet.expect("report-whom");
      this.outbox.add({ t: "do", command: "report", argument: words });
    }
    this.page.settled.add(`report:${room}`);
    this.press(`report:${room}.${reason}.${detail}`);
    this.page.update({});
  }

  /** Leave this identity behind: the tab comes back as somebody new. */
  startFresh() {
    forgetAll();
    location.reload();
  }
}

/** Notices that would only repeat what the page itself has just said; each is left out once, soon after. */
export class Quiet {
  static PATIENCE = 15_000; // ms

  constructor() {
    this.until = new Map();
  }

  expect(topic) {
    this.until.set(topic, performance.now() + Quiet.PATIENCE);
  }

  takes(topic) {
    const until = this.until.get(topic);
    this.until.delete(topic);
    return until !== undefined && performance.now() < until;
  }
}
