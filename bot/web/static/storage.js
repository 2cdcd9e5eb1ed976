/**
 * What survives a reload of this tab, and only of this tab: who we are to the server, what is not sent yet, which
 * deliveries were shown. Everything has a bound. Where the browser allows no storage, memory has to do.
 */

const memory = new Map();
const PREFIX = "bauta.";

export function read(key, otherwise = null) {
  try {
    const text = sessionStorage.getItem(PREFIX + key) ?? memory.get(key);
    return text === undefined || text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function write(key, value) {
  const text = JSON.stringify(value);
  memory.set(key, text);
  try {
    sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // Full or forbidden: this tab works on, it only forgets at a reload.
  }
}

export function remove(key) {
  memory.delete(key);
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was stored then.
  }
}

/** Forget everything: the next visit is a stranger. */
export function forgetAll() {
  for (const key of ["token", "pending", "seen", "room", "draft"]) remove(key);
}

/** The tab's secret: 32 random bytes, base64url. Two tabs are two strangers. */
export function token() {
  const known = read("token");
  if (typeof known === "string" && /^[\w-]{43}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const fresh = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  write("token", fresh);
  return fresh;
}

/** A random UUID. crypto.randomUUID is missing where the page comes over plain http from another machine. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The deliveries that were shown already, so that a repeat is acknowledged but not shown again. */
export class Seen {
  static LIMIT = 500;

  constructor() {
    this.ids = new Set(read("seen", []));
  }

  has(id) {
    return this.ids.has(id);
  }

  add(id) {
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= Seen.LIMIT) break;
      this.ids.delete(oldest);
    }
    write("seen", [...this.ids]);
  }
}
