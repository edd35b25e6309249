// Home's rows by keyboard: j and k move the current row, which is the one whose link has the focus, so Enter
// opens it. Back comes to the row that was opened.

import { desk } from "./desk.js";

const AWAIT_ROWS_MS = 5000;

const links = () => [...document.querySelectorAll("a.d-row")];

export function listenToRows() {
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (event.key === "Escape" && target.closest?.(".st-key-search")) return step(0);
  if (target.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=listbox]")) return;
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
}

// From no row, both lead to the first one.
function step(by) {
  const rows = links();
  const at = rows.indexOf(document.activeElement);
  show(rows[at < 0 ? 0 : at + by]);
}

function show(link) {
  if (!link) return;
  clearInterval(desk.focusing); // the search box no longer takes the focus
  link.focus({ preventScroll: true });
  link.closest("tr")?.scrollIntoView({ block: "nearest" });
}

// The row that a move leaves from, to be stored with its entry of the history; null for any other link.
export function rowOf(address) {
  const path = new URL(address, location.href);
  return links().some((link) => link.href === path.href) ? path.pathname + path.search : null;
}

// Give a row the focus again once it is drawn; the scroll position is restored by itself.
export function focusRow(address) {
  const until = performance.now() + AWAIT_ROWS_MS;
  const look = () => {
    const link = links().find((each) => each.getAttribute("href") === address);
    if (link) {
      clearInterval(desk.focusing);
      link.focus({ preventScroll: true });
    } else if (performance.now() < until && desk.awaited === null) setTimeout(look, 50);
  };
  look();
}
