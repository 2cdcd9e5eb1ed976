/**
 * The one WebSocket: says hello, comes back by itself after a loss, and stops for good only when another tab took over
 * or the server does not want us.
 */

const SHORTEST = 500; // ms between attempts
const LONGEST = 10_000;
const HELLO_TIMEOUT = 10_000;
const TAKEN_OVER = 4001;
const UNWANTED = 4000;
const LONG_HIDDEN = 60_000; // phones quietly drop the sockets of pages nobody looks at

export class Connection {
  /**
   * `hello`: makes the first frame. `heard(frame)`: what the server said. `piece(blob)`: bytes of a file. `changed(link)`:
   * connecting, ready, lost, elsewhere or refused.
   */
  constructor({ hello, heard, piece, changed }) {
    Object.assign(this, { hello, heard, piece, changed });
    this.link = "connecting";
    this.socket = null;
    this.received = 0; // bytes of files, ever
    this.greeted = false; // this socket's "ready" has come
    this.attempt = 0;
    this.timer = 0;
    this.hiddenSince = 0;
    addEventListener("online", () => this.reopen());
    addEventListener("offline", () => this.#lost());
    addEventListener("pageshow", (event) => event.persisted && this.reopen());
    document.addEventListener("visibilitychange", () => this.#visibility());
  }

  get ready() {
    return this.link === "ready" && this.greeted;
  }

  /** Connects anew; what the old socket still has to say is not heard any more. */
  reopen() {
    if (this.#stopped) return;
    this.#drop();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/chat`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = (event) => this.#message(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    // A server that accepts but never says "ready" is as good as none.
    this.timer = setTimeout(() => this.#lost(), HELLO_TIMEOUT);
  }

  /** Take over from another tab, or try again after a refusal. */
  restart() {
    this.attempt = 0;
    this.#become("connecting");
    this.reopen();
  }

  /** Sends a frame, and bytes right behind it. False: there is no connection now. */
  send(frame, bytes = null) {
    if (!this.ready || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    if (bytes) this.socket.send(bytes);
    return true;
  }

  /** Bytes handed to the browser that have not left it yet. */
  get backlog() {
    return this.socket?.bufferedAmount ?? 0;
  }

  get #stopped() {
    return this.link === "elsewhere" || this.link === "refused";
  }

  #message(data) {
    if (data instanceof Blob) {
      this.received += data.size;
      this.piece(data);
      return undefined;
    }
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return undefined; // not a frame of ours
    }
    if (frame.t === "elsewhere") return this.#stop("elsewhere");
    if (frame.t === "ready") {
      clearTimeout(this.timer);
      this.attempt = 0;
      this.greeted = true;
      this.#become("ready");
    }
    return this.heard(frame);
  }

  #closed(code) {
    if (code === TAKEN_OVER) this.#stop("elsewhere");
    else if (code === UNWANTED) this.#stop("refused");
    else this.#lost();
  }

  #lost() {
    if (this.#stopped) return;
    this.#drop();
    this.#become("lost");
    const ceiling = Math.min(LONGEST, SHORTEST * 2 ** (this.attempt + 1));
    this.attempt += 1;
    // Jitter: after a server's restart not everybody knocks at the same moment.
    this.timer = setTimeout(() => this.reopen(), SHORTEST + Math.random() * (ceiling - SHORTEST));
  }

  #stop(link) {
    this.#drop();
    this.#become(link);
  }

  #drop() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    this.greeted = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #become(link) {
    if (this.link === link) return;
    this.link = link;
    this.changed(link);
  }

  #visibility() {
    if (document.hidden) {
      this.hiddenSince = Date.now();
      return;
    }
    const gone = this.socket === null || this.socket.readyState > WebSocket.OPEN;
    if (gone || Date.now() - this.hiddenSince > LONG_HIDDEN) this.reopen();
  }
}
