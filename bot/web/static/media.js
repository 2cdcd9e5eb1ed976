/**
 * Every kind of file as it stands in a message. What this browser can't play can be saved.
 */

import { calmMotion, icon, make } from "./dom.js";
import { covered, photoElement } from "./photos.js";
import { voicePlayer } from "./voice.js";
import { fileSize, playTime, word } from "./words.js";

const VISUAL = new Set(["photo", "video", "animation"]);

/** What stands in a bubble for `files` ({kind, mime, name, size, url, spoiler, seconds, waveform, width, height}). */
export function mediaElements(files, own) {
  const elements = files.map((file) => mediaElement(file, own));
  if (files.length < 2 || !files.every(({ kind }) => VISUAL.has(kind))) return elements;
  return [make("div", { class: "gallery", role: "group", "aria-label": word("album", { count: files.length }) }, ...elements)];
}

/** Stickers and round videos stand by themselves. */
export const standsAlone = (files) => files.length === 1 && (files[0].kind === "sticker" || files[0].kind === "video-note");

/** One line for a quote and for screen readers. */
export function mediaLine(files) {
  if (files.length > 1) return word("album", { count: files.length });
  const [{ kind, seconds }] = files;
  return kind === "voice" && seconds ? `${word("kind-voice")}, ${playTime(seconds)}` : word(`kind-${kind}`);
}

function mediaElement(file, own) {
  const description = word(own ? "file-own" : "file-stranger", { file: word(`kind-${file.kind}`) });
  const drawn = file.mime.startsWith("image/");
  switch (file.kind) {
    case "photo": return drawn ? photoElement(file, description) : download(file);
    case "sticker": return drawn ? still(file, "sticker", description) : film(file, description, moving);
    case "animation": return drawn ? picturesThatMove(file, description) : film(file, description, moving);
    case "video": return film(file, description, video);
    case "video-note": return film(file, description, note);
    case "voice": return sound(file, () => voicePlayer(file, description));
    case "audio": return sound(file, () => make("audio", { class: "audio", controls: true, preload: "metadata", src: file.url, "aria-label": description }));
    default: return download(file);
  }
}

const still = ({ url, width, height }, className, description) =>
  make("img", { class: className, src: url, alt: description, decoding: "async", width: width || null, height: height || null });

/** A GIF can't be stopped: who wants calm decides whether it starts. */
function picturesThatMove(file, description) {
  const image = still(file, "animation", description);
  if (!calmMotion()) return file.spoiler ? covered(image, description) : image;
  image.removeAttribute("src");
  return covered(image, description, { words: word("animation-play"), drawing: "play", shown: () => (image.src = file.url) });
}

function film(file, description, shape) {
  if (!playable(file)) return download(file);
  const { url, width, height } = file;
  const element = make("video", { src: url, playsinline: true, preload: "metadata", width: width || null, height: height || null, "aria-label": description });
  const shown = shape(element, file, description);
  element.addEventListener("error", () => shown.replaceWith(download(file)), { once: true });
  return shown;
}

function video(element, file, description) {
  element.controls = true;
  element.className = "video";
  return file.spoiler ? covered(element, description) : element;
}

/** Without sound, over and over; for who wants calm, only when asked to. */
function moving(element, file, description) {
  element.muted = true;
  element.loop = true;
  element.className = file.kind;
  if (calmMotion()) element.controls = true;
  else if (!file.spoiler) element.autoplay = true;
  return file.spoiler ? covered(element, description, { shown: () => calmMotion() || element.play() }) : element;
}

/** Round, with one button over all of it. */
function note(element, file, description) {
  const button = make("button", { type: "button", class: "note-play", "aria-label": `${word("play")}: ${description}` }, icon("play"));
  const time = make("span", { class: "note-time", "aria-hidden": "true" }, playTime(file.seconds));
  const box = make("div", { class: "note" }, element, button, time);
  const show = (playing) => {
    box.classList.toggle("playing", playing);
    button.setAttribute("aria-label", `${word(playing ? "pause" : "play")}: ${description}`);
  };
  button.addEventListener("click", () => (element.paused ? element.play() : element.pause()));
  element.addEventListener("play", () => show(true));
  for (const event of ["pause", "ended"]) element.addEventListener(event, () => show(false));
  return file.spoiler ? covered(box, description) : box;
}

function sound(file, element) {
  if (!playable(file)) return download(file);
  const shown = element();
  const player = shown.matches("audio") ? shown : shown.querySelector("audio");
  player.addEventListener("error", () => shown.replaceWith(download(file)), { once: true });
  return shown;
}

const playable = ({ mime }) => make(mime.startsWith("audio/") ? "audio" : "video").canPlayType(mime) !== "";

/** Whatever it is, it is saved and never opened as a page of this origin. */
export function download({ name, url, size }) {
  return make(
    "a",
    { class: "button small file", href: url, download: name, "data-testid": "file" },
    icon("save"),
    make("span", {}, word("save", { name }), make("span", { class: "size" }, ` ${fileSize(size)}`)),
  );
}

/** Only one thing is heard at a time. */
export function wirePlaying() {
  document.addEventListener("play", ({ target }) => {
    if (target.muted) return;
    for (const other of document.querySelectorAll("audio, video")) if (other !== target && !other.muted) other.pause();
  }, true);
}
