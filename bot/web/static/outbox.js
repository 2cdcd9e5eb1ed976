/**
 * Everything on its way to the server, in order. It stays here until the server has answered and is sent again with the
 * same id after a reconnect; what is text also survives a reload.
 */

import { read, uuid, write } from "./storage.js";

const AT_ONCE = 4; // unanswered frames on the wire: keeps order, and does not flood the server after a long absence
const LIMIT = 100;
const FILES = 10; // they are heavy and live in memory
/** A little below what the server takes from one visitor: {burst} at once, then so many per second. */
const PACE = { burst: 20, perSecond: 4 };
const FILE_PACE = { burst: 10, perSecond: 0.4 };
const PATIENCE = 20_000; // ms without an answer before the connection counts as dead

export class Outbox {
  /** `deliver(frame, bytes)`: true if it went out. */
  constructor(deliver) {
    this.deliver = deliver;
    this.entries = [];
    this.progress = 0; // when the server last answered or something first went out
    this.pace = new Bucket(PACE);
    this.filePace = new Bucket(FILE_PACE);
    this.timer = 0;
  }

  /** Entries of before a reload, oldest first. Files did not survive; they are returned as `lost`. */
  restore() {
    const kept = read("pending", []);
    const bulky = ({ frame }) => frame.t === "file" || frame.t === "photo"; // "photo": of a page from before an update
    const lost = kept.filter(bulky);
    this.entries = kept.filter((entry) => !bulky(entry)).map((entry) => ({ ...entry, flying: false }));
    this.#keep();
    return { pending: this.entries.slice(), lost };
  }

  /** Whether so many frames would be taken now, of which so many bring bytes. */
  takes(frames, files = 0) {
    const heavy = this.entries.filter((entry) => entry.bytes).length;
    return this.entries.length + frames <= LIMIT && (files === 0 || heavy + files <= FILES);
  }

  /** Queues a frame and returns its id; null when too much waits already. `room`: the only room it is meant for. */
  add(frame, { room = null, bytes = null } = {}) {
    if (!this.takes(1, bytes ? 1 : 0)) return null;
    const id = uuid();
    this.entries.push({ frame: { ...wellFormed(frame), id }, room, bytes, flying: false });
    this.#keep();
    this.pump();
    return id;
  }

  /** The server answered: accepted or refused, this entry is settled. Returns it, or undefined for an unknown id. */
  answered(id) {
    const entry = this.entries.find((one) => one.frame.id === id);
    if (!entry) return undefined;
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.progress = Date.now();
    this.#keep();
    this.pump();
    return entry;
  }

  /** A new connection to `room` (null: in none). What was meant for another room is dropped and returned. */
  resume(room) {
    const stale = this.entries.filter((entry) => entry.room !== null && entry.room !== room);
    this.entries = this.entries.filter((entry) => !stale.includes(entry));
    for (const entry of this.entries) entry.flying = false;
    this.#keep();
    this.pump();
    return stale;
  }

  pump() {
    clearTimeout(this.timer);
    for (const entry of this.entries.slice(0, AT_ONCE)) {
      if (entry.flying) continue;
      const wait = Math.max(this.pace.wait(), entry.bytes ? this.filePace.wait() : 0);
      if (wait > 0) {
        this.timer = setTimeout(() => this.pump(), wait);
        return;
      }
      if (!this.deliver(entry.frame, entry.bytes)) return;
      this.pace.take();
      if (entry.bytes) this.filePace.take();
      if (!this.entries.some((one) => one.flying)) this.progress = Date.now();
      entry.flying = true;
    }
  }

  some(test) {
    return this.entries.some((entry) => test(entry.frame));
  }

  /** Something went out, and for too long no answer came. */
  get stalled() {
    return this.entries.some((entry) => entry.flying) && Date.now() - this.progress > PATIENCE;
  }

  /** The wire is busy with a large file: that is no stall. */
  stillSending() {
    this.progress = Date.now();
  }

  empty() {
    this.entries = [];
    this.#keep();
  }

  #keep() {
    write("pending", this.entries.map(({ frame, room }) => ({ frame, room })));
  }
}

/** A token bucket that says how long to wait (ms) instead of refusing. */
class Bucket {
  constructor({ burst, perSecond }) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.level = burst;
    this.since = performance.now();
  }

  wait() {
    const now = performance.now();
    this.level = Math.min(this.burst, this.level + ((now - this.since) / 1000) * this.perSecond);
    this.since = now;
    return this.level >= 1 ? 0 : Math.ceil(((1 - this.level) / this.perSecond) * 1000);
  }

  take() {
    this.level -= 1;
  }
}

/** Half a surrogate pair, as a broken paste can leave it, is no text: it becomes U+FFFD. */
function wellFormed(frame) {
  const whole = (value) => (typeof value === "string" ? (value.toWellFormed?.() ?? value) : value);
  return Object.fromEntries(Object.entries(frame).map(([name, value]) => [name, whole(value)]));
}
