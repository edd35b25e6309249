// Time passes between runs: ages on the page stay true, old data are greyed, and a followed view runs again.
//
// Python words every age in advance, as [seconds from now, words] pairs; this script only picks one. It counts
// with performance.now(): the clock on the wall may be wrong.

import { desk, idle } from "./desk.js";
import { refresh, retryUnanswered } from "./moves.js";

const SLEPT_MS = 5000;
const agesOnPage = new WeakMap(); // element → { since, wordings }

export function startClock() {
  setInterval(tick, 500);
}

// The last message of a run has come: which ages its buttons show, when its data will be old, and the interval
// at which the view runs again. Streamlit may deliver the same message twice.
export function onRunEnded(data) {
  const fresh = desk.ended !== data.run || desk.readAt !== data.read_at;
  desk.ended = data.run;
  desk.readAt = data.read_at;
  desk.poll = data.poll ?? null;
  desk.polled = performance.now();
  if (fresh) {
    desk.since = performance.now();
    desk.labels = data.labels ?? {};
    desk.oldIn = data.old_in ?? null;
    desk.doubtful = false;
  }
  tick();
}

function tick() {
  retryUnanswered();
  const now = performance.now();
  desk.doubtful ||= slept(now);
  showAges(now);
  if (desk.doubtful) refresh();
  if (desk.poll && now - desk.polled >= desk.poll * 1000) {
    desk.polled = now;
    refresh();
  }
  const seconds = (now - desk.since) / 1000;
  if (desk.oldIn !== null && seconds > desk.oldIn && idle()) {
    desk.oldIn = null;
    refresh();
  }
}

// Whether the machine slept since the last tick: our clock may have stopped, the one on the wall went on.
// Python then sends the ages again.
function slept(now) {
  const gap = Date.now() - now;
  const slept = gap - (desk.gap ?? gap) > SLEPT_MS;
  desk.gap = gap;
  return slept;
}

function showAges(now) {
  for (const [key, wordings] of Object.entries(desk.labels ?? {})) {
    showLabel(document.querySelector(`.st-key-${key} button p`), wordings, (now - desk.since) / 1000);
  }
  for (const element of document.querySelectorAll("[data-ages]")) {
    if (!agesOnPage.has(element)) agesOnPage.set(element, { since: now, wordings: JSON.parse(element.dataset.ages) });
    const { since, wordings } = agesOnPage.get(element);
    const words = pick(wordings, (now - since) / 1000);
    if (element.textContent !== words) element.textContent = words;
  }
}

// A machine translation replaces our words by its own: leave those alone until ours change.
function showLabel(label, wordings, seconds) {
  if (!label) return;
  const words = pick(wordings, seconds);
  const isOurs = wordings.some(([, each]) => each === label.textContent);
  if (isOurs ? label.textContent !== words : desk.shownAge !== words) label.textContent = words;
  desk.shownAge = words;
}

function pick(wordings, seconds) {
  if (seconds > wordings.at(-1)[0]) desk.doubtful = true; // Python knows how it goes on
  return wordings.findLast(([begin]) => begin <= seconds)?.[1] ?? wordings[0][1];
}
