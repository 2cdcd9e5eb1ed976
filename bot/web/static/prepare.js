/**
 * Files made fit to be sent: what kind each is, small enough, and pictures in a format the server knows.
 */

import { make } from "./dom.js";
import { word } from "./words.js";

const LARGEST = 8_000_000; // bytes the server passes on
const LONGEST_SIDE = 2048; // pixels, when a picture has to be made smaller
const SENT_AS_IS = new Set(["image/jpeg", "image/png", "image/webp"]);
const PLAIN = new Set(["application/json", "application/xml"]); // text/… goes without saying
const PLAIN_NAMES = /\.(txt|md|csv|tsv|json|xml|log|ya?ml|toml|ini|srt|vtt)$/i; // some systems know no type for these

/** A file that cannot be sent; `message` says why, in the page's language. */
export class Unsendable extends Error {}

/**
 * {kind, mime, name, size, bytes: ArrayBuffer, url: blob URL} of a chosen file. A picture that is too large, or of a
 * format the server may not know, is drawn anew (at most 2048 pixels a side); the others go as they are, since some
 * browsers guard their privacy by returning noise from a canvas. The server strips what else a file tells.
 */
export async function prepared(file) {
  const kind = kindOf(file);
  const blob = kind === "photo" ? await picture(file) : file;
  if (blob.size > LARGEST) throw new Unsendable(word(kind === "photo" ? "photo-too-large" : "file-too-large"));
  if (!blob.size) throw new Unsendable(word("file-empty"));
  let bytes;
  try {
    bytes = await blob.arrayBuffer();
  } catch {
    throw new Unsendable(word("file-unreadable"));
  }
  return { kind, mime: blob.type, name: file.name, size: blob.size, bytes, url: URL.createObjectURL(blob) };
}

function kindOf({ type, name }) {
  if (type === "image/gif") return "animation";
  const [family] = type.split("/", 1);
  const kind = { image: "photo", video: "video", audio: "audio", text: "document" }[family];
  if (kind) return kind;
  if (PLAIN.has(type) || PLAIN_NAMES.test(name)) return "document";
  throw new Unsendable(word("file-kind"));
}

async function picture(file) {
  if (file.size > LARGEST || !SENT_AS_IS.has(file.type)) return redrawn(file);
  await readable(file);
  return file;
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
