// Soft moves: a click on one of our links runs the new address inside the session, and the address always
// names the view that is shown. Without this script every link still works, as a full page load.

import { BASE, connected, desk, idle, onHome, pageOf, scroller, searchBox, stateOf, view } from "./desk.js";
import { focusSearch, scrollTo, scrollToAnchor } from "./focus.js";
import { focusRow, rowOf } from "./rows.js";
import { closeWelcome } from "./welcome.js";

const SETTLE_MS = 250;
const PATIENCE_TICKS = 4; // of half a second each
const RELOAD_AT_MOST_EVERY_MS = 60_000;

let reloadedAt = 0; // for browsers that block sessionStorage

// Streamlit handles `popstate` by running the page that the address names. So every move is a "Back that goes
// forward": one new history entry, then that event.
function runAddress() {
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

export function move(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return;
  const here = new URL(location.href);
  const target = url.pathname + url.search;
  if (target === here.pathname + here.search) {
    if (url.hash) moveWithinPage(url);
    return;
  }
  const same = (name) => url.searchParams.get(name) === here.searchParams.get(name);
  closeWelcome();
  desk.y = scroller()?.scrollTop ?? 0;
  desk.replaceState({ ...history.state, y: desk.y, row: rowOf(address) }, "");
  desk.pushState({}, "", target + url.hash);
  // Another filter, sort order or page of History's rows keeps the scroll position.
  desk.kind = url.pathname === here.pathname && same("company") && same("sync") ? "stay" : "move";
  if (!same("after")) desk.y = 0; // another page of Home's rows begins at its top
  runAddress();
}

// A topic of the page that is shown: no run, but an entry that Back leads from.
function moveWithinPage(url) {
  desk.replaceState({ ...history.state, y: scroller()?.scrollTop ?? 0 }, "");
  desk.pushState({}, "", url.pathname + url.search + url.hash);
  scrollToAnchor();
}

// Run the same view again, for newer data: no history entry, no scrolling, no focus. Always a whole run: a
// fragment's own run would cut short a page that is being drawn.
export function refresh() {
  if (!idle() || desk.awaited !== null || document.visibilityState !== "visible" || typing()) return;
  desk.kind = "refresh";
  runAddress();
}

// Whether Home's box holds text that has not reached the address yet: a run would bring the older text back.
function typing() {
  const box = searchBox();
  return box !== null && box.value.trim() !== (new URLSearchParams(location.search).get("q") ?? "").trim();
}

export function listenToMoves() {
  guardHistory();
  history.scrollRestoration = "manual";
  addEventListener("popstate", onPopState, true); // capture: before Streamlit's own handler
  document.addEventListener("click", onClick, true); // capture: before React
  setInterval(reloadWhenGivenUp, 1000);
}

// Streamlit writes the address when a run's messages arrive. Messages of a run that a newer click or Back has
// overtaken must not: they would create an entry that mixes two views. The last letters typed on Home may reach
// the server after the click that left it; so no write changes the company, or adds Home's text elsewhere.
// On Home, typing replaces the entry, so that Back leaves the page at once; a filter makes a new one.
function guardHistory() {
  desk.pushState = history.pushState.bind(history);
  desk.replaceState = history.replaceState.bind(history);
  const guarded = (write) => (state, title, address) => {
    const url = new URL(address ?? location.href, location.href);
    if (desk.awaited !== null || url.pathname !== location.pathname || ofAnotherView(url)) return;
    const real = onHome() && differsInTextAlone(url) ? desk.replaceState : write;
    real({ ...history.state, ...state }, title, address);
  };
  history.pushState = guarded(desk.pushState);
  history.replaceState = guarded(desk.replaceState);
}

function ofAnotherView(url) {
  const here = new URL(location.href);
  const differs = (name) => url.searchParams.get(name) !== here.searchParams.get(name);
  return !onHome() && ["company", "q"].some(differs);
}

function differsInTextAlone(url) {
  const others = (address) => [...new URL(address).searchParams].filter(([name]) => name !== "q").sort().join();
  return others(url.href) === others(location.href);
}

function onClick(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || (link.target && link.target !== "_self") || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || !desk.pages.includes(pageOf(link.pathname))) return;
  event.preventDefault();
  event.stopPropagation();
  move(link.href);
}

function onPopState(event) {
  if (event.isTrusted && isWithinPage()) {
    event.stopImmediatePropagation();
    return scrollTo(history.state?.y ?? 0);
  }
  clearTimeout(desk.settling); // it belongs to the page that is being left
  desk.awaited = view(location.href);
  if (event.isTrusted) desk.kind = "back";
  if (connected()) return;
  event.stopImmediatePropagation(); // Streamlit drops a Back while disconnected: send it again later
  clearInterval(desk.waiting);
  desk.waiting = setInterval(() => {
    if (!connected()) return;
    clearInterval(desk.waiting);
    runAddress();
  }, 200);
}

// Whether Back or Forward leads to another topic of the page that is shown. On Home the box decides that.
function isWithinPage() {
  return desk.awaited === null && view(location.href) === desk.shown && !onHome();
}

// After some errors Streamlit gives up for good. A reload always helps.
function reloadWhenGivenUp() {
  if (stateOf("connection") !== "DISCONNECTED_FOREVER") return;
  if (Math.abs(Date.now() - lastReload()) < RELOAD_AT_MOST_EVERY_MS) return;
  noteReload();
  location.reload();
}

function lastReload() {
  try {
    return Number(sessionStorage.getItem("syncdesk.reload") ?? 0);
  } catch {
    return reloadedAt;
  }
}

function noteReload() {
  reloadedAt = Date.now();
  try {
    sessionStorage.setItem("syncdesk.reload", String(reloadedAt));
  } catch {
    // The browser blocks storage, or it is full.
  }
}

// The first message of a run has come: it says which view the run draws.
export function onRunStarted(data) {
  const fresh = data.run !== desk.run;
  desk.run = data.run;
  desk.pages = data.pages;
  desk.carried = data.carried;
  desk.shown = data.shown;
  const asAwaited = desk.awaited === data.shown;
  if (asAwaited || desk.awaited === null) {
    const moved = asAwaited && desk.awaited !== null;
    desk.awaited = null;
    if (data.go && fresh) return move(data.go);
    place(moved);
    desk.started = true;
  }
  clearTimeout(desk.settling);
  desk.settling = setTimeout(settle, SETTLE_MS, data);
}

// Scroll and focus as the kind of the move demands; a refresh leaves both alone.
function place(moved) {
  const kind = desk.kind;
  if (kind === "refresh") {
    desk.kind = null;
    return;
  }
  if (location.hash && (moved ? kind === "move" : !desk.started)) scrollToAnchor();
  else if (moved) scrollTo({ back: history.state?.y ?? 0, stay: desk.y }[kind] ?? 0);
  if (moved && kind === "back" && history.state?.row) focusRow(history.state.row);
  else if ((moved && kind !== "stay") || !desk.started) focusSearch();
}

// The address wins: if the run drew another view, or was cut short, run the address again. Typing in Home's
// box just before a move cuts a run short: it runs that box alone. A page that stops early (no company in the
// address) or fails looks the same; another run does no harm there. The last message may still be on its way,
// so look twice.
function settle(data, sure = false) {
  if (data.run !== desk.run) return;
  if (!idle()) {
    desk.settling = setTimeout(settle, SETTLE_MS, data);
    return;
  }
  desk.awaited = null;
  const asNamed = view(location.href) === data.shown || onHome(); // Home's text is its own
  if (asNamed && desk.ended === data.run) desk.healed = null;
  else if (!sure) desk.settling = setTimeout(settle, SETTLE_MS, data, true);
  else if (desk.healed !== location.href) {
    desk.healed = location.href;
    desk.kind ??= "refresh";
    runAddress();
  }
}

// A letter meant for Home's box may reach a slow server after the move that left Home. Then Streamlit runs that
// box alone: it cuts the page's run short before its first message, or, without that box, empties the page that
// was drawn. Then run the address again, with growing waits. Called twice a second.
export function retryUnanswered() {
  const answered = desk.awaited === null && !emptied();
  if (answered) desk.patience = PATIENCE_TICKS;
  desk.unanswered = !answered && idle() ? desk.unanswered + 1 : 0;
  if (desk.unanswered < desk.patience) return;
  desk.unanswered = 0;
  desk.patience *= 2;
  desk.kind ??= "refresh";
  runAddress();
}

function emptied() {
  return desk.started && document.querySelector(".st-key-page") === null;
}

export const moveToHome = () => move(`${BASE}/`);
