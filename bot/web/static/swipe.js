/**
 * On touch screens, pulling a message sideways answers it.
 */

const FAR = 56; // px
const SLACK = 12; // px before a touch counts as a pull

/** `chosen(message)` is called with the element of class "message" that was pulled far enough. */
export function wireSwipe(log, chosen) {
  let pull = null;
  const end = (answer) => {
    if (!pull) return;
    const { message, far } = pull;
    pull = null;
    message.classList.remove("pulled");
    message.style.translate = "";
    if (answer && far) chosen(message);
  };
  log.addEventListener("pointerdown", (event) => {
    const message = event.target.closest(".message");
    if (event.target.closest("input, audio, video")) return; // these are pulled sideways themselves
    if (event.pointerType === "touch" && message) pull = { message, x: event.clientX, id: event.pointerId, far: false };
  });
  log.addEventListener("pointermove", (event) => {
    if (!pull || event.pointerId !== pull.id) return;
    const way = event.clientX - pull.x;
    if (Math.abs(way) < SLACK) return;
    pull.far = Math.abs(way) > FAR;
    pull.message.classList.add("pulled");
    pull.message.style.translate = `${Math.max(-FAR - SLACK, Math.min(FAR + SLACK, way))}px`;
  });
  log.addEventListener("pointerup", () => end(true));
  log.addEventListener("pointercancel", () => end(false)); // it became a scroll
}
