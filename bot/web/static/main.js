/**
 * Joins the parts of the page and starts it.
 */

import { Actions, Quiet } from "./actions.js";
import { Choices } from "./choices.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { ReportDialog, wireMenu } from "./dialogs.js";
import { by } from "./dom.js";
import { Follow } from "./follow.js";
import { Inbox } from "./inbox.js";
import { Interests } from "./interests.js";
import { Log, wireEarlier } from "./log.js";
import { wirePlaying } from "./media.js";
import { Outbox } from "./outbox.js";
import { wireViewer } from "./photos.js";
import { Page } from "./state.js";
import { Seen, token } from "./storage.js";
import { wireSwipe } from "./swipe.js";
import { View } from "./view.js";
import { language, word } from "./words.js";

const PULSE = 5000; // ms between looks at whether the connection still answers

const page = new Page();
const quiet = new Quiet();
const follow = new Follow({ scroller: by("scroller"), log: by("log"), button: by("unread") });
const connection = new Connection({
  hello: () => ({ t: "hello", token: token(), language }),
  heard: (frame) => inbox.heard(frame),
  piece: (blob) => inbox.piece(blob),
  changed: (link) => page.update({ link }),
});
const outbox = new Outbox((frame, bytes) => connection.send(frame, bytes));
const log = new Log({
  follow,
  press: (data, of) => actions.press(data, of),
  reply: (ref) => talking() && composer.answer(ref),
  more: (record, button) => talking() && choices.open(record, button),
  feel: (record, emoji) => actions.feel(record, emoji),
});
const talking = () => page.room !== null && page.mayWrite;
const report = new ReportDialog((...report) => actions.report(...report));
const actions = new Actions({
  page,
  outbox,
  log,
  quiet,
  openReport: (room, words) => report.open(room, words),
  chooseInterests: () => view.goTo("interest"),
  taken: (record) => composer.gone(record, word("deleted")),
});
const inbox = new Inbox({
  page, connection, outbox, log, seen: new Seen(), quiet, actions, follow,
  vanished: (record) => {
    choices.close(record);
    composer.gone(record);
  },
});
const composer = new Composer({
  send: (message) => actions.say(message),
  change: (message) => actions.change(message),
  typing: () => connection.send({ t: "typing" }),
  quote: (ref) => (log.has(ref) ? log.quote(ref) : null),
});
const choices = new Choices({
  reply: (record) => composer.answer(record.refs[0]),
  edit: (record) => composer.edit(record),
  remove: (record) => actions.takeBack(record),
  feel: (record, emoji) => actions.feel(record, emoji),
});
const interests = new Interests({ command: (text) => actions.typed(text) });
const view = new View(follow);

page.watch(() => {
  view.render(page);
  composer.room(page.room, page.mayWrite);
  if (!talking()) choices.close();
  interests.sync(page.state?.interests ?? []);
});

by("agree").addEventListener("click", () => actions.press("agree"));
by("decline").addEventListener("click", () => actions.press("decline"));
by("find-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!interests.commit()) return;
  actions.find(interests.names);
  interests.settled();
});
by("why").addEventListener("click", () => actions.command("status"));
by("next").addEventListener("click", () => actions.next());
by("stop").addEventListener("click", () => actions.stop());
by("block").addEventListener("click", () => actions.block(page.target));
by("report").addEventListener("click", () => page.target !== null && report.open(page.target));
by("restart").addEventListener("click", () => connection.restart());
by("start-fresh").addEventListener("click", () => actions.startFresh());
wireMenu((name) => actions.command(name));
wireEarlier(log, { block: (room) => actions.block(room), report: (room) => report.open(room) });
wireViewer();
wirePlaying();
wireSwipe(by("log"), (message) => message.querySelector(".reply").click());

const looked = () => !document.hidden && document.hasFocus() && page.unread && page.update({ unread: 0 });
addEventListener("focus", looked);
document.addEventListener("visibilitychange", looked);

// A connection can die without a word; only an answer that does not come shows it.
let backlog = 0;
let received = 0;
setInterval(() => {
  const moving = connection.backlog < backlog || connection.received > received;
  ({ backlog, received } = connection);
  if (!connection.ready || !outbox.stalled) return;
  if (moving) outbox.stillSending();
  else connection.reopen();
}, PULSE);

page.update({});
connection.reopen();
