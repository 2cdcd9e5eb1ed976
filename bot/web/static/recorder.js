/**
 * Records a voice message: one tap begins, another sends, Escape or the cross throws it away.
 */

import { by } from "./dom.js";
import { playTime, word } from "./words.js";

const LONGEST = 15 * 60; // seconds; 8 MB would hold twice that
const BITS = 32_000; // a second: plenty for a voice
const LOOK = 100; // ms between looks at how loud it is
const FORMATS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

export class Recorder {
  /** `done(file)`: a file as in prepare.js, with `seconds` and `waveform`. `changed(on)`, `note(text)`: for the composer. */
  constructor({ done, changed, note }) {
    Object.assign(this, { done, changed, note });
    this.take = null; // {stream, recorder, context, parts, loudnesses, began, timer, keep}
    this.asked = 0; // grows with every try; only the last one counts
    by("recording-cancel").addEventListener("click", () => this.cancel());
    by("recording-send").addEventListener("click", () => this.finish());
    by("recording").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.cancel();
    });
  }

  get on() {
    return this.take !== null;
  }

  async start() {
    if (this.on) return;
    const turn = ++this.asked;
    this.note(word("voice-asking"));
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (problem) {
      if (turn === this.asked) this.note(word(problem.name === "NotAllowedError" ? "voice-forbidden" : "voice-none"));
      return;
    }
    if (turn !== this.asked || this.on) {
      release(stream);
      return;
    }
    this.note("");
    this.#begin(stream);
  }

  /** Ends the recording and hands it over. */
  finish() {
    this.#end(true);
  }

  /** Ends the recording, and an unanswered wish for one, and keeps nothing. */
  cancel() {
    this.asked += 1;
    this.#end(false);
  }

  #begin(stream) {
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    let recorder;
    try {
      recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
      recorder.start();
    } catch {
      release(stream);
      this.note(word("voice-none"));
      return;
    }
    const take = { stream, recorder, parts: [], loudnesses: [], began: performance.now(), keep: false };
    recorder.addEventListener("dataavailable", ({ data }) => data.size && take.parts.push(data));
    recorder.addEventListener("stop", () => this.#stopped(take));
    this.take = take;
    this.#listen(take);
    take.timer = setInterval(() => this.#look(take), LOOK);
    by("recording-time").textContent = playTime(0);
    this.changed(true);
  }

  /** How loud it is; where that can't be told, the message has no picture of it. */
  #listen(take) {
    try {
      take.context = new AudioContext();
      take.analyser = take.context.createAnalyser();
      take.analyser.fftSize = 1024;
      take.context.createMediaStreamSource(take.stream).connect(take.analyser);
    } catch {
      take.analyser = null;
    }
  }

  #look(take) {
    const seconds = (performance.now() - take.began) / 1000;
    by("recording-time").textContent = playTime(seconds);
    if (take.analyser) {
      const samples = new Float32Array(take.analyser.fftSize);
      take.analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      take.loudnesses.push(Math.min(255, Math.round(loudness * 512)));
      by("recording-level").value = Math.min(1, loudness * 3);
    }
    if (seconds >= LONGEST) this.finish();
  }

  #end(keep) {
    const { take } = this;
    if (!take) return;
    this.take = null;
    take.keep = keep;
    take.seconds = (performance.now() - take.began) / 1000;
    clearInterval(take.timer);
    if (take.recorder.state === "inactive") this.#stopped(take); // the microphone was taken away
    else take.recorder.stop();
    this.changed(false);
  }

  async #stopped(take) {
    if (this.take === take) return this.#end(true); // by itself: what there is will do
    release(take.stream);
    take.context?.close();
    if (!take.keep) return undefined;
    take.keep = false;
    const blob = new Blob(take.parts, { type: take.recorder.mimeType.split(";", 1)[0] || "audio/webm" });
    if (!blob.size) return this.note(word("voice-none"));
    const { seconds, loudnesses: waveform } = take;
    const bytes = await blob.arrayBuffer();
    const file = { kind: "voice", mime: blob.type, name: "", size: blob.size, bytes, url: URL.createObjectURL(blob) };
    return this.done({ ...file, seconds, waveform });
  }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
