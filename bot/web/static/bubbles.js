/**
 * The looks of one message: a bubble of one of the two people, a notice of the host, a line of the page itself.
 */

import { icon, make, unseen } from "./dom.js";
import { blobUrl, photoElement, pictureUrl } from "./photos.js";
import { rendered, shifted } from "./richtext.js";
import { clockTime, word } from "./words.js";

const SIGN = "◆";

/**
 * `who`: "own" or "partner". `quote`: {name, text, jump} or null. `reply`: what the reply button does.
 * `photo`: {url, spoiler} or null.
 */
export function bubble({ who, text, spans = [], photo = null, quote = null, reply, at = new Date() }) {
  const own = who === "own";
  const body = make("div", { class: "bubble" });
  body.append(unseen(`${word(own ? "you" : "stranger")}: `));
  if (quote) body.append(quoted(quote));
  if (photo) {
    const description = word(own ? "photo-own" : "photo-stranger");
    body.append(photoElement(photo.url, { description, spoiler: photo.spoiler }));
  }
  if (text) body.append(make("div", { class: "text", dir: "auto" }, rendered(text, spans)));
  const foot = make("div", { class: "foot" }, make("time", { datetime: at.toISOString() }, clockTime(at)));
  if (own) foot.append(make("span", { class: "delivery" }));
  body.append(foot);
  const answer = make(
    "button",
    { type: "button", class: "round reply", "data-testid": "reply", "aria-label": word("reply"), title: word("reply"), onclick: reply },
    icon("reply"),
  );
  return make("div", { class: `message ${who}`, "data-testid": `message-${who}` }, body, answer);
}

/** The words of a bubble, with a mark that they are not those of the beginning; its picture stays. */
export function reword(message, text, spans = []) {
  const body = message.querySelector(".bubble");
  const foot = body.querySelector(".foot");
  body.querySelector(":scope > .text")?.remove();
  if (text) foot.before(make("div", { class: "text", dir: "auto" }, rendered(text, spans)));
  if (!foot.querySelector(".edited")) foot.prepend(make("span", { class: "edited" }, word("edited")));
}

/** Shows how far an own message has come: sending, sent or failed (then with the reason). */
export function setDelivery(message, stage, why = "") {
  message.dataset.delivery = stage;
  const mark = message.querySelector(".delivery");
  mark.replaceChildren(icon(stage), unseen(word(stage)));
  mark.title = word(stage);
  message.querySelector(".why")?.remove();
  if (stage === "failed") {
    const reason = make("p", { class: "why" }, make("strong", {}, word("failed")), why ? ` ${why}` : "");
    message.querySelector(".bubble").append(reason);
  }
}

/** A notice of the host. `buttons`: [{text, data}]. `press(data)`: one of them was pressed. */
export function notice({ text = "", spans = [], buttons = [], photo, file, quote = null, topic = "" }, press) {
  const box = make("div", { class: "notice", "data-testid": "notice", "data-topic": topic });
  if (quote) box.append(quoted(quote));
  const words = make("div", { class: "text", dir: "auto" });
  const { said, styles } = withoutSign(text, spans);
  if (said.includes("\n")) box.classList.add("long");
  words.append(make("span", { class: "sign", "aria-hidden": "true" }, `${SIGN} `), unseen(`${word("host")}: `));
  words.append(rendered(said, styles));
  box.append(words);
  const url = photo ? pictureUrl(photo) : null;
  if (url) box.append(photoElement(url, { description: word("photo"), spoiler: photo.spoiler }));
  if (file) box.append(download(file));
  if (buttons.length) box.append(pressable(buttons, press));
  return box;
}

/** A quiet line of the page itself. */
export const line = (text) => make("p", { class: "notice line", "data-testid": "line" }, text);

/** The host's words without the sign they begin with: the page draws it itself. */
export function withoutSign(text, spans = []) {
  const sign = /^◆\s*/u.exec(text)?.[0] ?? "";
  return { said: text.slice(sign.length), styles: shifted(spans, Array.from(sign).length) };
}

/** Buttons of a notice. Each remembers what it sends, so that the log can switch off what no longer applies. */
export function pressable(buttons, press) {
  const row = make("div", { class: "buttons" });
  for (const { text, data } of buttons) {
    const action = data.split(":", 1)[0];
    const danger = action === "block" || action === "report" || action === "delete";
    row.append(
      make("button", { type: "button", class: danger ? "small danger" : "small", "data-press": data, onclick: () => press(data) }, text),
    );
  }
  return row;
}

function quoted({ name, text, jump }) {
  return make(
    "button",
    { type: "button", class: "quote", onclick: jump, "aria-label": word("quote-jump", { name, text }) },
    make("span", { class: "quote-name" }, name),
    make("span", { class: "quote-text", dir: "auto" }, text),
  );
}

function download({ name, data }) {
  // Whatever it is, it is saved and never opened as a page of this origin.
  return make(
    "a",
    { class: "button small", href: blobUrl(data, "application/octet-stream"), download: name, "data-testid": "file" },
    icon("save"),
    word("save", { name }),
  );
}
