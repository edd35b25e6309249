// Our one script in the browser. It makes a click on one of our links a move inside the session, keeps
// the address true, and does what Python cannot: focus, copying, the companies opened lately, the width.
//
// It is the only place that touches what Streamlit does not document: its handler of `popstate`, which
// runs the page that the address names, and the attributes data-test-script-state and
// data-test-connection-state. Take this file away and every link still works, as a full load.

import { BASE, pageOf } from "./base.js";
import "./connection.js";
import { listenToMarks } from "./marks.js";
import { farewell, welcome } from "./welcome.js";

const MOST_RECENT = 8;
const OLD_AFTER_S = 15 * 60;
const JUST_NOW_S = 20;
const SETTLE_MS = 250;
const FOCUS_MS = 1000;
const AWAITED_MS = 20_000;
const PATIENCE_TICKS = 4; // of half a second each
const PAPER_PX = 700; // what a page of A4 or Letter takes
const SLEPT_MS = 5000;
const OF_STREAMLIT = ["embed", "embed_options"]; // it keeps these parameters to itself
const desk = (window.__syncdesk ??= boot());

// ---- where we are -------------------------------------------------------------------------------

function stateOf(what) {
  return document.querySelector('[data-testid="stApp"]')?.getAttribute(`data-test-${what}-state`);
}
const connected = () => stateOf("connection") === "CONNECTED";
const idle = () => stateOf("script") === "notRunning" && connected();
const scroller = () => document.querySelector('[data-testid="stMain"]');
const searchBox = () => document.querySelector(".st-key-search input, .st-key-jump input");

const onFind = () => pageOf(location.pathname) === "";

// "/sync?b=2&a=1" → "sync?a=1&b=2": the form in which Python tells the view it has drawn.
function view(address) {
  const url = new URL(address, location.href);
  const ours = [...url.searchParams].filter(([name]) => !OF_STREAMLIT.includes(name.toLowerCase()));
  const pairs = ours.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`);
  return `${pageOf(url.pathname)}?${pairs.sort().join("&")}`;
}

// ---- moving -------------------------------------------------------------------------------------

// Streamlit's own handler of Back runs the page that the address names. So every move is a "Back that
// goes forward": one new entry, then the event it listens to.
function runAddress() {
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

function move(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return;
  const target = url.pathname + url.search;
  if (target === location.pathname + location.search) return;
  const here = new URL(location.href);
  const same = (name) => url.searchParams.get(name) === here.searchParams.get(name);
  farewell();
  desk.y = scroller()?.scrollTop ?? 0;
  desk.replaceState({ ...history.state, y: desk.y }, "");
  desk.pushState({}, "", target);
  // Another filter, order or page of rows is no other place: what the person looks at stays in sight.
  desk.kind = url.pathname === here.pathname && same("company") && same("sync") ? "stay" : "move";
  runAddress();
}

function onClick(event) {
  const copied = event.target.closest?.("[data-copy]");
  if (copied) {
    event.preventDefault();
    copyText(copied.dataset.copy).then((done) => say(copied, done));
    return;
  }
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || (link.target && link.target !== "_self") || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || !desk.pages.includes(pageOf(link.pathname))) return;
  event.preventDefault();
  event.stopPropagation();
  move(link.href);
}

function boot() {
  const made = { awaited: null, run: 0, ended: 0, healed: null, kind: null, pages: [], started: false };
  Object.assign(made, { patience: PATIENCE_TICKS, unanswered: 0 });
  made.pushState = history.pushState.bind(history);
  made.replaceState = history.replaceState.bind(history);
  // Streamlit writes the address when a run's messages arrive. Messages of a run that a newer click or
  // Back has overtaken must not: they would make an entry that mixes two views. On Find, what is typed
  // replaces the entry, so that Back leaves the page at once.
  const guarded = (write) => (state, title, address) => {
    const url = new URL(address ?? location.href, location.href);
    if (made.awaited !== null || url.pathname !== location.pathname) return;
    const real = onFind() ? made.replaceState : write;
    real({ ...history.state, ...state }, title, address);
  };
  history.pushState = guarded(made.pushState);
  history.replaceState = guarded(made.replaceState);
  history.scrollRestoration = "manual";
  addEventListener("resize", tellRoom);
  addEventListener("beforeprint", fitPaper);
  addEventListener("popstate", onPopState, true); // capture: before Streamlit's own handler
  document.addEventListener("click", onClick, true); // capture: before React
  document.addEventListener("keydown", onKey);
  listenToMarks(move);
  document.addEventListener("scroll", rememberScroll, true);
  setInterval(reloadWhenGivenUp, 1000);
  setInterval(tick, 500);
  return made;
}

function onPopState(event) {
  clearTimeout(desk.settling); // what the page that is being left still had to settle is no concern of the next
  desk.awaited = view(location.href);
  if (event.isTrusted) desk.kind = "back";
  if (connected()) return;
  event.stopImmediatePropagation(); // Streamlit drops a Back while disconnected: bring it again later
  clearInterval(desk.waiting);
  desk.waiting = setInterval(() => {
    if (!connected()) return;
    clearInterval(desk.waiting);
    runAddress();
  }, 200);
}

// After some errors Streamlit gives up for good. A reload is always right; once a minute at most.
function reloadWhenGivenUp() {
  if (stateOf("connection") !== "DISCONNECTED_FOREVER") return;
  const last = Number(sessionStorage.getItem("syncdesk.reload") ?? 0);
  if (Math.abs(Date.now() - last) < 60_000) return;
  sessionStorage.setItem("syncdesk.reload", String(Date.now()));
  location.reload();
}

// Whether Find's box holds what has not reached the address yet: a run now would bring the older text.
function typing() {
  const box = document.querySelector(".st-key-search input");
  return box !== null && box.value.trim() !== (new URLSearchParams(location.search).get("q") ?? "").trim();
}

// Run the same view again, for newer data: no entry, no scrolling, no focus. A whole run, never a
// fragment's own, which would cut a page short that is on its way.
function refresh() {
  if (!idle() || desk.awaited !== null || document.visibilityState !== "visible" || typing()) return;
  desk.kind = "refresh";
  runAddress();
}

// ---- a run's answer has come --------------------------------------------------------------------

function answered(data) {
  const fresh = data.run !== desk.run;
  desk.run = data.run;
  Object.assign(desk, { pages: data.pages, companyPage: data.company_page });
  const asAwaited = desk.awaited === data.shown;
  if (asAwaited || desk.awaited === null) {
    const moved = asAwaited && desk.awaited !== null;
    desk.awaited = null;
    if (data.go && fresh) return move(data.go);
    const refreshed = desk.kind === "refresh";
    if (refreshed) desk.kind = null;
    else if (moved) scrollTo({ back: history.state?.y ?? 0, stay: desk.y }[desk.kind] ?? 0);
    if (!refreshed && (moved || !desk.started)) focusSearch();
    desk.started = true;
  }
  clearTimeout(desk.settling);
  desk.settling = setTimeout(settle, SETTLE_MS, data);
}

// The address rules: if the page that ran is not the one it names, or its run was cut short, run the
// address once more. What cuts a run short: typing in Find's box just as a move leaves it, which runs that
// box alone and ends the page on its way. A page that stops early (no company in the address) or fails looks
// the same; once more does it no harm. A second look first: the last of the page may still be on its way.
function settle(data, sure = false) {
  if (data.run !== desk.run) return;
  if (!idle()) {
    desk.settling = setTimeout(settle, SETTLE_MS, data);
    return;
  }
  desk.awaited = null;
  const asNamed = view(location.href) === data.shown || onFind(); // Find's text is its own
  if (asNamed && desk.ended === data.run) desk.healed = null;
  else if (!sure) desk.settling = setTimeout(settle, SETTLE_MS, data, true);
  else if (desk.healed !== location.href) {
    desk.healed = location.href;
    desk.kind ??= "refresh";
    runAddress();
  }
}

// A run that was cut short before anything of it came leaves the page before or an empty one, and nobody who
// answers: as when a word typed in Find's box reaches a slow server after the move to another page. Then the
// address is run again, each time after twice as long.
function askAgain() {
  if (desk.awaited === null) desk.patience = PATIENCE_TICKS;
  desk.unanswered = desk.awaited !== null && idle() ? desk.unanswered + 1 : 0;
  if (desk.unanswered < desk.patience) return;
  desk.unanswered = 0;
  desk.patience *= 2;
  runAddress();
}

// ---- scrolling and focus ------------------------------------------------------------------------

function rememberScroll(event) {
  if (event.target !== scroller() || desk.awaited !== null || desk.kind) return;
  clearTimeout(desk.scrolled);
  desk.scrolled = setTimeout(() => {
    if (desk.awaited === null) desk.replaceState({ ...history.state, y: scroller().scrollTop }, "");
  }, 150);
}

// The page may still be growing: try until it is long enough, a second at most.
function scrollTo(y) {
  const until = performance.now() + 1000;
  const step = () => {
    const main = scroller();
    if (!main || desk.awaited !== null) return;
    main.scrollTop = y;
    if (Math.abs(main.scrollTop - y) > 2 && performance.now() < until) requestAnimationFrame(step);
    else desk.kind = null;
  };
  step();
}

// Only Find's box takes the focus by itself, and only where nothing else has it. For a second after it has
// come it is given again: until the page is at rest, React may put another box in the place of the first.
function focusSearch() {
  clearInterval(desk.focusing);
  let until = performance.now() + AWAITED_MS;
  let come = false;
  const give = () => {
    const box = document.querySelector(".st-key-search input");
    const active = document.activeElement;
    const left = active?.closest(".st-key-jump"); // the box of the page before, which is about to go
    const taken = active !== box && !left && active?.matches("input, textarea, select, button, [contenteditable]");
    if (box && !come) {
      come = true;
      until = performance.now() + FOCUS_MS;
    }
    if (!onFind() || taken || performance.now() > until) clearInterval(desk.focusing);
    else if (box && active !== box) box.focus({ preventScroll: true });
  };
  desk.focusing = setInterval(give, 25);
  give();
}

function onKey(event) {
  const target = event.composedPath()[0];
  if (event.key === "Tab") {
    clearInterval(desk.focusing);
    if (!event.shiftKey) intoOpened(event);
  }
  if (event.key === "Enter" && target.closest?.(".st-key-search")) openFirst(target);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.("input, textarea, select, [contenteditable], [role=combobox]")) return;
  event.preventDefault();
  const box = searchBox();
  if (box) {
    box.focus();
    box.select();
  } else move(`${BASE}/`);
}

// What a filter's button opens lies at the end of the document: Tab goes there, not to the next button.
function intoOpened(event) {
  const button = event.composedPath()[0].closest?.('[data-testid="stPopover"] button');
  if (button?.getAttribute("aria-expanded") !== "true") return;
  const first = document.querySelector('[data-testid="stPopoverBody"]')?.querySelector("button, input, [tabindex='0']");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

// Enter opens the first company found, once the answer is the one for what stands in the box.
function openFirst(box, tries = 300) {
  const answer = document.querySelector("[data-answers]");
  const first = document.querySelector("a.d-first");
  if (answer?.dataset.answers === box.value.trim() && idle()) {
    if (first) move(first.href);
  } else if (tries) setTimeout(openFirst, 50, box, tries - 1);
}

// ---- copying ------------------------------------------------------------------------------------

async function copyText(text) {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // a browser may refuse: try the older way
  }
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.cssText = "position:fixed;top:0;left:-999px";
  document.body.append(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // said on the button
  }
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

function say(button, done) {
  button.dataset.label ??= button.textContent;
  button.textContent = done ? "Copied" : "Not copied: select the text, then press Ctrl+C";
  button.setAttribute("aria-live", "polite");
  clearTimeout(button.saying);
  button.saying = setTimeout(() => (button.textContent = button.dataset.label), 1500);
}

// ---- time passes --------------------------------------------------------------------------------

// At the end of each run Python tells what goes on by itself: how old the data are, and whether something is
// followed (then the view runs again each `poll` seconds); and which company was opened. The browser counts
// on from the age with a clock that nobody sets: the one on the wall may be wrong.
function ended(data) {
  const fresh = desk.ended !== data.run || desk.readAt !== data.read_at; // the same may be told again, later
  desk.ended = data.run;
  if (fresh) desk.since = performance.now() - (data.age ?? 0) * 1000;
  desk.readAt = data.read_at ?? null;
  desk.poll = data.poll ?? null;
  desk.polled = performance.now();
  if (fresh) desk.doubtful = false;
  if (data.company) remember(data.company);
  tick();
}

function tick() {
  drawRecent();
  askAgain();
  const now = performance.now();
  desk.doubtful ||= slept(now);
  if (desk.doubtful) refresh();
  if (desk.poll && now - desk.polled >= desk.poll * 1000) {
    desk.polled = now;
    refresh();
  }
  if (!desk.readAt) return;
  const seconds = (now - desk.since) / 1000;
  tellAge(`Read ${seconds < JUST_NOW_S ? "just now" : ago(seconds)}`);
  if (seconds > OLD_AFTER_S && desk.greyed !== desk.readAt && idle()) {
    desk.greyed = desk.readAt;
    refresh();
  }
}

// Whether the machine slept since the last tick, when our clock may have stood still: the one on the wall went
// on without it. Then the server tells the age anew.
function slept(now) {
  const apart = Date.now() - now;
  const slept = apart - (desk.apart ?? apart) > SLEPT_MS;
  desk.apart = apart;
  return slept;
}

// A machine translation puts its own words in the place of ours: they stand until the age is another one.
function tellAge(told) {
  const label = document.querySelector(".st-key-read_again button p");
  if (!label) return;
  const ours = /^Read (just now|\d+ (s|min|h) ago)$/.test(label.textContent);
  if (ours ? label.textContent !== told : desk.told_age !== told) label.textContent = told;
  desk.told_age = told;
}

// As dashboard/views/times.py words it.
function ago(seconds) {
  for (const [unit, size] of [["h", 3600], ["min", 60]]) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  }
  return `${Math.floor(seconds)} s ago`;
}

// ---- companies opened lately: kept in this browser only -----------------------------------------

// Those of one account (and those of the demo) are kept apart.
const recentKey = () => `syncdesk.recent.${desk.scope}`;

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey()) ?? "[]");
    return kept.filter((each) => /^[0-9a-f-]{36}$/.test(each?.id)).slice(0, MOST_RECENT);
  } catch {
    return [];
  }
}

function remember(company) {
  const others = recent().filter((each) => each.id !== company.id);
  try {
    const kept = [{ ...company, at: Date.now() }, ...others].slice(0, MOST_RECENT);
    localStorage.setItem(recentKey(), JSON.stringify(kept));
  } catch {
    // private windows keep nothing
  }
  showRecent();
}

// Where there are some, the stylesheet shows them instead of the first of the list.
function showRecent() {
  document.documentElement.toggleAttribute("data-has-recent", recent().length > 0);
}

function make(tag, css, text, ...inside) {
  const node = document.createElement(tag);
  if (css) node.className = css;
  if (text) node.textContent = text;
  node.append(...inside);
  return node;
}

// Find leaves a place for them. Everything is put in as text: it was kept here, but it came from outside.
function drawRecent() {
  const place = document.querySelector("[data-recent]");
  if (!place || !desk.companyPage) return;
  if (place.childElementCount && desk.recentFor === desk.companyPage) return;
  place.replaceChildren();
  desk.recentFor = desk.companyPage;
  const rows = recent().map((each) => {
    const link = make("a", "", each.name || each.id);
    link.href = companyAddress(each.id);
    const [sign, ...asked] = String(each.mark ?? ""); // "■?": its "?" takes ink, as in Python's `parts.mark`
    const mark = make("span", `d-mark d-c-${String(each.token).replace(/\W/g, "")}`, sign);
    if (asked.length) mark.append(make("span", "d-c-ink", asked.join("")));
    const state = make("span", "d-status", "", mark, make("span", "", each.word));
    return make(
      "tr",
      "",
      "",
      make("td", "", "", link),
      make("td", "d-only-wide", each.platforms),
      make("td", "", "", each.word ? state : ""),
      make("td", "d-end d-small", opened(each.at)),
    );
  });
  if (!rows.length) return;
  const heads = ["Recently opened", "Platforms", "As last read", "Opened"];
  const css = ["d-head", "d-only-wide", "", "d-end"];
  const head = make("tr", "", "", ...heads.map((text, at) => make("th", css[at], text)));
  const table = make("table", "d-table", "", make("thead", "", "", head), make("tbody", "", "", ...rows));
  place.append(make("div", "d d-scroll", "", table));
}

// Python tells the address of a company's page, with what goes along from page to page.
function companyAddress(id) {
  const url = new URL(desk.companyPage, location.href);
  url.searchParams.set("company", id);
  return url.pathname + url.search;
}

function opened(at) {
  const seconds = (Date.now() - at) / 1000;
  if (!(seconds >= 0)) return "";
  if (seconds < 3600) return seconds < 60 ? "just now" : ago(seconds);
  const day = new Date(at);
  const time = day.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return day.toDateString() === new Date().toDateString()
    ? time
    : day.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

// Python is told once a session, on Find, so that it can look a bare sync id up in these companies. On any
// other page it would only cost a second run.
function tellRecent(data, setStateValue) {
  const ids = recent().map((each) => each.id);
  if (data.knows_recent || !ids.length || desk.told || !onFind()) return;
  const send = () => {
    if (!idle() || desk.awaited !== null) return setTimeout(send, 100);
    desk.told = true;
    setStateValue("recent", ids);
  };
  send();
}

// Python draws each figure for the room that it will have: told by a cookie for the sessions that come, and in
// this one when the figures on the page are for the other kind of window.
function tellRoom() {
  clearTimeout(desk.telling);
  desk.telling = setTimeout(() => {
    const room = document.querySelector('[class*="st-key-fig_"]')?.clientWidth;
    if (!room || !desk.tell || matchMedia("print").matches) return;
    if (!idle() || desk.awaited !== null) return tellRoom();
    document.cookie = `syncdesk_room=${room};path=${BASE || "/"};max-age=31536000;samesite=strict`;
    const wide = room >= desk.wideFrom;
    if (wide === desk.wide) desk.roomTold = null;
    if (wide === desk.wide || desk.roomTold === room) return; // told once: no run after run, whatever comes back
    desk.roomTold = room;
    desk.tell("room", room);
  }, 100);
}

// A figure keeps the px it was drawn with: on paper the stylesheet makes it smaller by this.
function fitPaper() {
  const widths = [...document.querySelectorAll('[class*="st-key-fig_"] .main-svg')].map((svg) => svg.clientWidth);
  document.documentElement.style.setProperty("--paper", Math.min(1, PAPER_PX / Math.max(1, ...widths)));
}

export default function ({ data, setStateValue }) {
  if (data?.scope !== undefined && desk.scope !== data.scope) {
    desk.scope = data.scope;
    showRecent();
  }
  tellRoom();
  if (data?.role === "ended") return ended(data);
  Object.assign(desk, { wide: data.wide, wideFrom: data.wide_from, tell: setStateValue });
  tellRecent(data, setStateValue);
  welcome(data.welcome);
  return answered(data);
}
