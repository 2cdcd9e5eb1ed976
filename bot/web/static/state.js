/**
 * What the page knows right now, in one place. Whoever shows some of it is told whenever it changes.
 */

export class Page {
  constructor() {
    this.link = "connecting"; // connecting, ready, lost, elsewhere, refused
    this.met = false; // the server has spoken to us at least once since the page was loaded
    this.state = null; // the server's last State
    this.leaving = null; // the room we asked to leave; the server has not confirmed it yet
    this.lastRoom = null; // the room the log shows, open or ended
    this.settled = new Set(); // "block:<room>", "report:<room>": done, not offered again
    this.searching = false; // a wish to search is on its way
    this.asked = false; // the host asked for something in words, outside of a conversation
    this.unread = 0;
    this.watchers = [];
  }

  watch(watcher) {
    this.watchers.push(watcher);
  }

  update(changes) {
    Object.assign(this, changes);
    for (const watcher of this.watchers) watcher(this);
  }

  /** Which screen is due: connecting, stopped, new, locked, idle, waiting or talking. */
  get screen() {
    if (this.link === "elsewhere" || this.link === "refused") return "stopped";
    return this.state === null ? "connecting" : this.state.at;
  }

  /** The room we are in, or null. */
  get room() {
    return this.state?.at === "talking" ? (this.state.room ?? null) : null;
  }

  /** The room that Block and Report are about: this one, or the one whose conversation still stands in the log. */
  get target() {
    return this.room ?? (this.state?.at === "idle" ? this.lastRoom : null);
  }

  get mayWrite() {
    return this.room === null ? this.mayAnswer : this.leaving !== this.room;
  }

  /** Writing to the host, where there is no partner. */
  get mayAnswer() {
    return this.asked && ["idle", "waiting", "locked"].includes(this.screen);
  }
}
