// What our scripts share: the state of this tab, the current address, and what Streamlit is doing.
//
// Undocumented parts of Streamlit that we use: the attributes data-test-script-state and
// data-test-connection-state here, and its `popstate` handler in moves.js.

const STREAMLITS_PARAMETERS = ["embed", "embed_options"]; // Python never sees these

// The path under which the dashboard is served, "" or "/desk" (server.baseUrlPath): this file is under it too.
export const BASE = new URL(import.meta.url).pathname.split("/_stcore/")[0];

// Streamlit may load a module twice; the state exists once.
export const desk = (window.__syncdesk ??= {
  listening: false, // whether the page's events are listened to
  pages: [], // paths of our pages, as Python sent them
  carried: [], // names of the parameters that go along from page to page, as Python sent them
  run: 0, // number of the run whose first message came last
  ended: 0, // number of the run whose last message came last
  started: false, // whether any run has been shown
  shown: null, // the view that the last run draws
  awaited: null, // the view that a move waits for
  kind: null, // what caused the current run: "move", "stay" (same page), "back" or "refresh"
  healed: null, // the address that `settle` has run again
  unanswered: 0,
});

export function stateOf(what) {
  return document.querySelector('[data-testid="stApp"]')?.getAttribute(`data-test-${what}-state`);
}
export const connected = () => stateOf("connection") === "CONNECTED";
export const idle = () => stateOf("script") === "notRunning" && connected();
export const scroller = () => document.querySelector('[data-testid="stMain"]');
export const searchBox = () => document.querySelector(".st-key-search input");

// "/desk/sync" → "sync"; Home is ""; null if it is none of our pages.
export function pageOf(pathname) {
  if (pathname === BASE) return "";
  return pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length + 1) : null;
}

export const onHome = () => pageOf(location.pathname) === "";

// "/sync?b=2&a=1" → "sync?a=1&b=2": the form in which Python names the view it has drawn.
export function view(address) {
  const url = new URL(address, location.href);
  const ours = [...url.searchParams].filter(([name]) => !STREAMLITS_PARAMETERS.includes(name.toLowerCase()));
  const pairs = ours.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`);
  return `${pageOf(url.pathname)}?${pairs.sort().join("&")}`;
}
