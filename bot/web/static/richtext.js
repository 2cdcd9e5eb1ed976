/**
 * Text with its formatting as elements. Offsets count code points. Unknown styles and unsafe addresses are left out, the
 * words stay.
 */

import { make } from "./dom.js";
import { word } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strike: "s",
  code: "code",
  pre: "pre",
  quote: "blockquote",
  spoiler: "span",
  link: "a",
};
const BLOCKS = new Set(["pre", "quote"]);
const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const COVER = "▒▒▒";

/** A fragment of nodes for `text` with `spans` ({style, start, end, detail}); overlapping spans are split. */
export function rendered(text, spans = []) {
  const points = Array.from(text);
  const fragment = document.createDocumentFragment();
  build(fragment, points, 0, points.length, sound(spans, points.length));
  return fragment;
}

/** One line for a quote: spoilers stay covered, at most `limit` code points. */
export function snippet(text, spans = [], limit = 140) {
  const points = Array.from(text);
  const covers = sound(spans, points.length).filter((span) => span.style === "spoiler");
  for (const { start, end } of covers.sort((a, b) => b.start - a.start)) points.splice(start, end - start, COVER);
  const line = points.join("").replace(/\s+/gu, " ").trim();
  const short = Array.from(line);
  return short.length > limit ? `${short.slice(0, limit - 1).join("")}…` : line;
}

/** The formatting of `text` when its first `count` code points are cut off. */
export function shifted(spans, count) {
  return spans.map((span) => ({ ...span, start: Math.max(0, span.start - count), end: span.end - count }));
}

function sound(spans, length) {
  return spans
    .map((span) => ({ ...span, start: Math.max(0, span.start), end: Math.min(length, span.end) }))
    .filter((span) => span.style in TAGS && span.start < span.end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

function build(parent, points, start, end, spans) {
  let at = start;
  const queue = spans.slice();
  let afterBlock = false;
  const plain = (to, beforeBlock) => {
    let words = points.slice(at, to).join("");
    // A block breaks the line by itself: the newline beside it would leave a gap.
    if (afterBlock && words.startsWith("\n")) words = words.slice(1);
    if (beforeBlock && words.endsWith("\n")) words = words.slice(0, -1);
    if (words) parent.append(words);
  };
  while (queue.length) {
    const span = queue.shift();
    const block = BLOCKS.has(span.style);
    plain(span.start, block);
    const inner = [];
    const later = [];
    for (const other of queue) {
      if (other.start >= span.end) later.push(other);
      else {
        inner.push({ ...other, end: Math.min(other.end, span.end) });
        if (other.end > span.end) later.push({ ...other, start: span.end });
      }
    }
    const { outer, hole } = element(span);
    build(hole, points, span.start, span.end, inner);
    if (span.style === "link") discloseHost(outer, span.detail);
    parent.append(outer);
    queue.splice(0, queue.length, ...later.sort((a, b) => a.start - b.start || b.end - a.end));
    at = span.end;
    afterBlock = block;
  }
  plain(end, false);
}

function element({ style, detail }) {
  if (style === "spoiler") return spoiler();
  if (style === "link") {
    const address = safeAddress(detail);
    const outer = address
      ? make("a", { href: address.href, rel: "noopener noreferrer nofollow", target: "_blank", title: address.href })
      : make("span");
    return { outer, hole: outer };
  }
  const outer = make(TAGS[style], { dir: BLOCKS.has(style) ? "auto" : null });
  return { outer, hole: outer };
}

function safeAddress(detail) {
  try {
    const address = new URL(detail);
    return SCHEMES.has(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** A link whose words do not say where it leads gets the host beside it. */
function discloseHost(anchor, detail) {
  const address = safeAddress(detail);
  if (!address?.host || anchor.textContent.toLowerCase().includes(address.host.toLowerCase())) return;
  anchor.append(make("span", { class: "host" }, ` (${address.host})`));
}

function spoiler() {
  const hole = make("span", { inert: true });
  const outer = make("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": word("spoiler") }, hole);
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    hole.inert = false;
    outer.classList.add("revealed");
    outer.removeAttribute("role");
    outer.removeAttribute("aria-label");
    outer.setAttribute("tabindex", "-1");
    outer.removeEventListener("click", reveal);
    outer.removeEventListener("keydown", reveal);
  };
  outer.addEventListener("click", reveal);
  outer.addEventListener("keydown", reveal);
  return { outer, hole };
}
