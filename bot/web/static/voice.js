/**
 * A voice message: play, how loud it is along its way, how long it takes.
 */

import { icon, make, makeDrawing } from "./dom.js";
import { playTime, word } from "./words.js";

const BARS = 40;
const HEIGHT = 24; // of the drawing, as its width of 4 a bar; CSS says how large it is

export function voicePlayer({ url, seconds, waveform }, description) {
  const audio = make("audio", { src: url, preload: "metadata" });
  const button = make("button", { type: "button", class: "round play", "data-testid": "play" }, icon("play"));
  const bars = drawing(levels(waveform ?? [], BARS));
  const slider = make("input", { type: "range", min: 0, max: 1000, value: 0, step: 10, "aria-label": word("position", { file: description }) });
  const time = make("span", { class: "voice-time" });
  const box = make("div", { class: "voice", "data-testid": "voice" }, audio, button, make("div", { class: "wave" }, bars, slider), time);

  // Recordings of browsers often do not say how long they are.
  const length = () => (seconds > 0 ? seconds : Number.isFinite(audio.duration) ? audio.duration : 0);
  const show = () => {
    const total = length();
    const share = total > 0 ? Math.min(1, audio.currentTime / total) : 0;
    [...bars.children].forEach((bar, place) => bar.classList.toggle("heard", place < share * BARS));
    slider.value = share * 1000;
    slider.setAttribute("aria-valuetext", playTime(audio.currentTime));
    time.textContent = playTime(audio.currentTime > 0 ? audio.currentTime : total);
  };
  const playing = (on) => {
    button.replaceChildren(icon(on ? "pause" : "play"));
    button.setAttribute("aria-label", `${word(on ? "pause" : "play")}: ${description}`);
  };
  button.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  slider.addEventListener("input", () => (audio.currentTime = (slider.value / 1000) * length()));
  audio.addEventListener("play", () => playing(true));
  audio.addEventListener("pause", () => playing(false));
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    playing(false);
  });
  for (const event of ["timeupdate", "loadedmetadata", "seeked"]) audio.addEventListener(event, show);
  playing(false);
  show();
  return box;
}

/** `count` values of 0 to 1 from any number of loudnesses of 0 to 255; flat if there are none. */
export function levels(loudnesses, count) {
  if (!loudnesses.length) return Array(count).fill(0.25);
  const loudest = Math.max(1, ...loudnesses);
  return Array.from({ length: count }, (_, place) => {
    const start = Math.floor((place * loudnesses.length) / count);
    const end = Math.max(start + 1, Math.floor(((place + 1) * loudnesses.length) / count));
    return Math.max(...loudnesses.slice(start, end)) / loudest;
  });
}

function drawing(heights) {
  const svg = makeDrawing("svg", { viewBox: `0 0 ${BARS * 4} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  heights.forEach((share, place) => {
    const height = Math.max(2, share * HEIGHT);
    svg.append(makeDrawing("rect", { x: place * 4 + 0.75, y: (HEIGHT - height) / 2, width: 2.5, height, rx: 1.25 }));
  });
  return svg;
}
