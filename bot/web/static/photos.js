/**
 * Pictures: made fit to be sent, and shown. Only pixels formats a browser draws; everything stays in this page as blobs.
 */

import { by, icon, make } from "./dom.js";
import { word } from "./words.js";

const LARGEST = 8 * 1024 * 1024; // bytes the server takes
const LONGEST_SIDE = 2048; // pixels, when a picture has to be made smaller
const SENT_AS_IS = new Set(["image/jpeg", "image/png", "image/webp"]);
const SHOWN = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

/** A picture that cannot be sent; `message` says why, in the page's language. */
export class Unsendable extends Error {}

/**
 * {bytes: ArrayBuffer, url: blob URL} of a chosen picture. One that is too large, or of a kind the server may not know,
 * is drawn anew (at most 2048 pixels a side); the others go as they are, since some browsers guard their privacy by
 * returning noise from a canvas. The server strips what else a file tells.
 */
export async function prepared(file) {
  let blob = file;
  if (file.size > LARGEST || !SENT_AS_IS.has(file.type)) blob = await redrawn(file);
  else await readable(file);
  if (blob.size > LARGEST) throw new Unsendable(word("photo-too-large"));
  return { bytes: await blob.arrayBuffer(), url: URL.createObjectURL(blob) };
}

async function readable(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    throw new Unsendable(word("photo-unreadable"));
  }
}

async function redrawn(file) {
  const { width, height } = await readable(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const bitmap = await createImageBitmap(file, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: "high",
  });
  const canvas = make("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // JPEG knows no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.87));
  if (!blob) throw new Unsendable(word("photo-unreadable"));
  return blob;
}

/** The first picture among what was chosen, pasted or dropped; null if there is none. */
export function pictureAmong(transfer) {
  return Array.from(transfer?.files ?? []).find((file) => file.type.startsWith("image/")) ?? null;
}

/** A blob URL for base64 bytes from the server; null for a picture of a kind that is not shown. */
export function pictureUrl({ mime, data }) {
  return SHOWN.has(mime) ? blobUrl(data, mime) : null;
}

export function blobUrl(base64, mime) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: mime }));
}

/** The picture in a message: a button that opens it large; under a cover until the first tap if it is a spoiler. */
export function photoElement(url, { description, spoiler = false }) {
  const image = make("img", { src: url, alt: description, decoding: "async" });
  const button = make("button", { type: "button", class: "photo" }, image);
  const open = () => viewer(url, description, button);
  button.setAttribute("aria-label", word("photo-open", { photo: description }));
  if (!spoiler) {
    button.addEventListener("click", open);
    return button;
  }
  const cover = make("span", { class: "cover" }, icon("eye"), word("photo-show"));
  button.classList.add("covered");
  button.setAttribute("aria-label", word("photo-show"));
  button.append(cover);
  button.addEventListener("click", () => {
    button.classList.remove("covered");
    cover.remove();
    button.setAttribute("aria-label", word("photo-open", { photo: description }));
    button.addEventListener("click", open);
  }, { once: true });
  return button;
}

function viewer(url, description) {
  const dialog = by("viewer");
  const image = by("viewer-image");
  image.src = url;
  image.alt = description;
  dialog.showModal();
}

export function wireViewer() {
  const dialog = by("viewer");
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => by("viewer-image").removeAttribute("src"));
}
