/**
 * Every word the page says. The catalogue comes with the page as JSON; numbers, lists and times are worded here, in the
 * page's language.
 */

const catalogue = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang || "en";

const plurals = new Intl.PluralRules(language);
const lists = new Intl.ListFormat(language, { type: "conjunction" });
const numbers = new Intl.NumberFormat(language);
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/** The text `web-<key>`, its {places} filled. A key that is missing shows as itself, which a test would see. */
export function word(key, places = {}) {
  const text = catalogue[`web-${key}`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

/** The text `web-<key>-<plural category of count>`, with {count} filled. */
export function counted(key, count, places = {}) {
  const category = `${key}-${plurals.select(count)}`;
  return word(`web-${category}` in catalogue ? category : `${key}-other`, { count: numbers.format(count), ...places });
}

/** "chess, hiking and tea"; right-to-left items are set apart so that they do not reorder the sentence. */
export function listed(items) {
  return lists.format(items.map((item) => (RIGHT_TO_LEFT.test(item) ? `\u2068${item}\u2069` : item)));
}

export const clockTime = (date) => clock.format(date);

/** "1:05": minutes and seconds of something that plays. */
export function playTime(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const UNITS = { byte: "long", kilobyte: "short", megabyte: "short" }; // in short, 25 bytes would be "25 byte"
const sizes = Object.entries(UNITS).map(
  ([unit, unitDisplay]) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 }),
);

/** "1.4 MB", in thousands as files are sold. */
export function fileSize(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return sizes[step].format(bytes / 1000 ** step);
}
