// Our script in the browser, in modules by purpose. Python calls it with the first and the last message of each
// run (dashboard/ui/browser.py). Remove it and every link still works, as a full page load.

import { onRunEnded, startClock } from "./ages.js";
import "./connection.js";
import { listenToCopying } from "./copying.js";
import { BASE, desk, idle } from "./desk.js";
import { listenToKeys } from "./focus.js";
import { listenToMarks } from "./marks.js";
import { listenToMoves, move, onRunStarted } from "./moves.js";
import { reserveRows, sendRecents, storeRecent } from "./recents.js";
import { listenToRows } from "./rows.js";
import { watchSignIn } from "./signing.js";
import { welcome } from "./welcome.js";

const PAPER_PX = 700; // the width of a page of A4 or Letter

function listen() {
  if (desk.listening) return;
  desk.listening = true;
  listenToCopying();
  listenToMoves();
  listenToKeys();
  listenToRows();
  listenToMarks(move);
  startClock();
  addEventListener("resize", sendWidth);
  addEventListener("beforeprint", fitPaper);
}

// Python draws each figure for the width it will have. It learns that from a cookie, for later sessions, and
// at once when the window changes between wide and narrow.
function sendWidth() {
  clearTimeout(desk.measuring);
  desk.measuring = setTimeout(() => {
    const width = document.querySelector('[class*="st-key-fig_"]')?.clientWidth;
    if (!width || !desk.setStateValue || matchMedia("print").matches) return;
    if (!idle() || desk.awaited !== null) return sendWidth();
    setCookie(`syncdesk_width=${width};max-age=31536000`);
    const wide = width >= desk.wideFrom;
    if (wide === desk.wide) desk.sentWidth = null;
    if (wide === desk.wide || desk.sentWidth === width) return; // sent once: no endless runs
    desk.sentWidth = width;
    desk.setStateValue("width", width);
  }, 100);
}

// The name that a person gave: until the browser is closed, for all tabs.
function rememberName(name) {
  if (desk.name === name) return;
  desk.name = name;
  setCookie(`syncdesk_name=${encodeURIComponent(name)}`);
}

function setCookie(cookie) {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${cookie};path=${BASE || "/"};samesite=strict${secure}`;
}

// A figure keeps the width it was drawn with: on paper the stylesheet scales it by this.
function fitPaper() {
  const widths = [...document.querySelectorAll('[class*="st-key-fig_"] .main-svg')].map((svg) => svg.clientWidth);
  document.documentElement.style.setProperty("--paper", Math.min(1, PAPER_PX / Math.max(1, ...widths)));
}

function useAccount({ scope, most_recents: mostRecents }) {
  if (scope === undefined || desk.scope === scope) return;
  Object.assign(desk, { scope, mostRecents });
  reserveRows();
}

export default function ({ data, setStateValue }) {
  listen();
  useAccount(data);
  sendWidth();
  if (data.role === "end") {
    if (data.recent) storeRecent(data.recent);
    if (data.name) rememberName(data.name);
    if (data.look) setCookie(`syncdesk_look=${data.look};max-age=31536000`);
    return onRunEnded(data);
  }
  Object.assign(desk, { wide: data.wide, wideFrom: data.wide_from, setStateValue });
  watchSignIn(data.sign_in);
  sendRecents(data.has_recents, setStateValue);
  welcome(data.welcome);
  return onRunStarted(data);
}
