/**
 * The looks of one message: a bubble of one of the two people, a notice of the host, a line of the page itself.
 */

import { icon, make, unseen } from "./dom.js";
import { download, mediaElements, standsAlone } from "./media.js";
import { photoElement } from "./photos.js";
import { rendered, shifted } from "./richtext.js";
import { clockTime, word } from "./words.js";

const SIGN = "◆";

/**
 * `who`: "own" or "partner". `files`: as in media.js. `poll`: {question, options, several} or null. `quote`: {ref, name,
 * text, jump} or null. `reply`: answers it; `more`: shows what else can be done with it.
 */
export function bubble({ who, text, spans = [], files = [], poll = null, quote = null, reply, more, at = new Date() }) {
  const own = who === "own";
  const body = make("div", { class: "bubble" });
  if (standsAlone(files) && !text && !poll && !quote) body.classList.add("bare");
  body.append(unseen(`${word(own ? "you" : "stranger")}: `));
  if (quote) body.append(quoted(quote));
  body.append(...mediaElements(files, own));
  if (text) body.append(make("div", { class: "text", dir: "auto" }, rendered(text, spans)));
  if (poll) body.append(question(poll));
  const foot = make("div", { class: "foot" }, make("time", { datetime: at.toISOString() }, clockTime(at)));
  if (own) foot.append(make("span", { class: "delivery" }));
  body.append(foot);
  const handles = make("div", { class: "handles" }, handle("reply", reply), handle("more", more));
  return make("div", { class: `message ${who}`, "data-testid": `message-${who}` }, body, handles);
}

const handle = (name, onclick) =>
  make(
    "button",
    { type: "button", class: `round ${name}`, "data-testid": name, "aria-label": word(name), title: word(name), onclick },
    icon(name),
  );

/** A poll can be read here, and answered in words. */
function question({ question, options, several }) {
  return make(
    "div",
    { class: "poll", role: "group", "aria-label": word("kind-poll"), "data-testid": "poll" },
    make("p", { class: "poll-question", dir: "auto" }, question),
    make("ol", {}, ...options.map((option) => make("li", { dir: "auto" }, option))),
    make("p", { class: "poll-hint" }, word(several ? "poll-several" : "poll-one")),
  );
}

/** The words of a bubble, with a mark that they are not those of the beginning; its files stay. */
export function reword(message, text, spans = []) {
  const body = message.querySelector(".bubble");
  const foot = body.querySelector(".foot");
  body.querySelector(":scope > .text")?.remove();
  const after = body.querySelector(":scope > .poll") ?? body.querySelector(":scope > .feelings") ?? foot;
  if (text) after.before(make("div", { class: "text", dir: "auto" }, rendered(text, spans)));
  if (!foot.querySelector(".edited")) foot.prepend(make("span", { class: "edited" }, word("edited")));
}

/** How the two feel about a message. `takeBack`: what the own one does when it is pressed. */
export function showFeelings(message, { mine, theirs }, takeBack) {
  const body = message.querySelector(".bubble");
  body.querySelector(":scope > .feelings")?.remove();
  if (!mine && !theirs.length) return;
  const row = make("div", { class: "feelings", "data-testid": "feelings" });
  for (const emoji of theirs) {
    const said = unseen(word("reaction-stranger", { emoji }));
    row.append(make("span", { class: "feeling theirs" }, make("span", { "aria-hidden": "true" }, drawn(emoji)), said));
  }
  if (mine) {
    const label = word("reaction-own", { emoji: mine });
    row.append(
      make("button", { type: "button", class: "feeling mine", "aria-label": label, title: label, onclick: takeBack }, drawn(mine)),
    );
  }
  body.querySelector(":scope > .foot").before(row);
}

/** Some emoji are letters unless one asks for the picture (U+FE0F). */
export const drawn = (emoji) =>
  Array.from(emoji).length === 1 && !/\p{Emoji_Presentation}/u.test(emoji) ? `${emoji}\uFE0F` : emoji;

/** What was quoted is gone: the quotes of it say so. */
export function forgetQuotes(log, ref) {
  for (const quote of log.querySelectorAll(`.quote[data-of="${CSS.escape(ref)}"]`)) {
    const text = word("deleted-message");
    quote.querySelector(".quote-text").textContent = text;
    quote.setAttribute("aria-label", text);
  }
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
export function notice({ text = "", spans = [], buttons = [], files = [], quote = null, topic = "" }, press) {
  const box = make("div", { class: "notice", "data-testid": "notice", "data-topic": topic });
  if (quote) box.append(quoted(quote));
  const words = make("div", { class: "text", dir: "auto" });
  const { said, styles } = withoutSign(text, spans);
  if (said.includes("\n")) box.classList.add("long");
  words.append(make("span", { class: "sign", "aria-hidden": "true" }, `${SIGN} `), unseen(`${word("host")}: `));
  words.append(rendered(said, styles));
  box.append(words);
  for (const file of files) box.append(file.kind === "photo" ? photoElement(file, word("kind-photo")) : download(file));
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

function quoted({ ref, name, text, jump }) {
  return make(
    "button",
    { type: "button", class: "quote", "data-of": ref, onclick: jump, "aria-label": word("quote-jump", { name, text }) },
    make("span", { class: "quote-name" }, name),
    make("span", { class: "quote-text", dir: "auto" }, text),
  );
}
