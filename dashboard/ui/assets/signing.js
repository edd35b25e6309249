// Takes the page away once its sign-in is over, and reports to the server when someone uses this tab.
//
// The server closes the websocket of a session that has ended or whose roles have changed. So whenever the
// connection is lost, ask why: only the server knows.

import { BASE, connected, desk } from "./desk.js";
import { forgetRecents } from "./recents.js";

const LOOK_EVERY_MS = 100;
const ASK_AGAIN_MS = 2000;
const ACTIVE_EVERY_MS = 60_000;
const LEAVE_AGAIN_MS = 5000;
const OVER = 401;
const LOAD_AGAIN = 409;

let askedAt = -ASK_AGAIN_MS;
let activeAt = -ACTIVE_EVERY_MS;
let leftAt = -LEAVE_AGAIN_MS;
let lost = false;

// `signIn`: its version, and whether it is over, as Python sent it; null without sign-in.
export function watchSignIn(signIn) {
  if (!signIn) return;
  desk.signIn = signIn;
  if (signIn.over) return leave();
  if (desk.signInWatched) return;
  desk.signInWatched = true;
  setInterval(look, LOOK_EVERY_MS);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, sendActive, { passive: true });
  listenToSignOut();
}

function look() {
  const now = performance.now();
  if (connected()) lost = false;
  else if (!lost || now - askedAt > ASK_AGAIN_MS) {
    lost = true;
    askedAt = now;
    ask();
  }
}

async function ask() {
  const status = await sent(`/sign-in/state?v=${desk.signIn.version}`, "GET");
  if (status === OVER) leave();
  if (status === LOAD_AGAIN) location.reload();
}

async function sendActive() {
  const now = performance.now();
  if (now - activeAt < ACTIVE_EVERY_MS) return;
  activeAt = now;
  if ((await sent("/sign-in/active", "POST")) === OVER) leave();
}

// The answer's status; 0 if there is none.
async function sent(path, method) {
  try {
    return (await fetch(BASE + path, { method, cache: "no-store" })).status;
  } catch {
    return 0;
  }
}

// A form's own POST would carry no Origin under our referrer policy, and the server would refuse it. Whether
// the session has ended, the page that comes next says: the server looks, so a request that failed is no end.
function listenToSignOut() {
  document.addEventListener("submit", async (event) => {
    if (new URL(event.target.action).pathname !== `${BASE}/sign-out`) return;
    event.preventDefault();
    await sent("/sign-out", "POST");
    leave();
  });
}

// Several things may report the end at the same moment: the page that comes next is loaded once.
function leave() {
  const now = performance.now();
  if (now - leftAt < LEAVE_AGAIN_MS) return;
  leftAt = now;
  document.body.hidden = true; // at once: loading takes a moment
  forgetRecents();
  const here = location.pathname + location.search;
  location.replace(`${BASE}/signed-out?to=${encodeURIComponent(here)}`);
}
