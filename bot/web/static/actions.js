/**
 * What a person can do here, as frames for the server.
 */

import { forgetAll } from "./storage.js";

const LEAVING = new Set(["next", "stop", "block", "report"]);
const DOUBLE_TAP = 700; // ms after a tap on Next in which another would skip somebody nobody has seen yet

export class Actions {
  /** `openReport(room, words)`: asks for a reason first. `chooseInterests()`: leads to where they are written. */
  constructor({ page, outbox, log, quiet, openReport, chooseInterests }) {
    Object.assign(this, { page, outbox, log, quiet, openReport, chooseInterests });
    this.lastNext = -Infinity;
  }

  /** Something written: a command if it begins with a slash, else a message. False: too much is waiting already. */
  say({ text, reply, photo }) {
    if (!photo && text.startsWith("/")) return this.typed(text);
    const { room } = this.page;
    if (room === null) this.page.update({ asked: false });
    const frame = photo
      ? { t: "photo", caption: text, reply, room, size: photo.bytes.byteLength }
      : { t: "say", text, reply, room };
    const id = this.outbox.add(frame, { room, bytes: photo?.bytes ?? null });
    if (id === null) return false;
    this.log.own({ id, text, url: photo?.url ?? null, reply });
    return true;
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

  report(room, reason, words) {
    if (words) {
      // Answered by a question whose answer follows at once.
      this.quiet.expect("report-why");
      this.quiet.expect("report-whom");
      this.outbox.add({ t: "do", command: "report", argument: words });
    }
    this.page.settled.add(`report:${room}`);
    this.press(`report:${room}.${reason}`);
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
