// Companies opened recently, stored in this browser for each account. Python writes the entries and draws them;
// this script stores them and sends them back when Home is open.

import { desk, idle, onHome } from "./desk.js";

const MOST_LETTERS = 100_000; // Python writes less; Streamlit closes the connection on a very long message

const PREFIX = "syncdesk.recent.";
const key = () => PREFIX + desk.scope;

// Return the stored entries. Anything may have written them, so keep only what Python can have sent: a long or
// deeply nested message would break the page, and rows are reserved for each entry.
function stored() {
  try {
    const text = localStorage.getItem(key()) ?? "[]";
    const entries = text.length > MOST_LETTERS ? [] : JSON.parse(text);
    return entries.filter(isEntry).slice(0, desk.mostRecents);
  } catch {
    return [];
  }
}

function isEntry(each) {
  return typeof each?.id === "string" && Object.values(each).every((value) => typeof value === "string");
}

export function storeRecent(company) {
  const before = stored();
  const after = [company, ...before.filter((each) => each.id !== company.id)].slice(0, desk.mostRecents);
  try {
    localStorage.setItem(key(), JSON.stringify(after));
  } catch {
    // private windows store nothing
  }
  if (desk.sentRecents === JSON.stringify(before)) desk.sentRecents = JSON.stringify(after); // Python knows it
  reserveRows();
}

// Forget the entries of every account: whoever uses this browser next may not be allowed to see these companies.
export function forgetRecents() {
  try {
    Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
  } catch {
    // nothing is stored where storage is blocked
  }
}

// The stylesheet reserves the rows that Python is about to draw, so that nothing jumps.
export function reserveRows() {
  const rows = stored().length;
  document.documentElement.toggleAttribute("data-has-recents", rows > 0);
  document.documentElement.style.setProperty("--recents", rows);
}

// Sending costs a run, so it happens on Home only, and again only if another tab has changed the entries.
export function sendRecents(received, setStateValue) {
  const entries = stored();
  const text = JSON.stringify(entries);
  if (!onHome() || !entries.length || (received && text === desk.sentRecents)) return;
  clearTimeout(desk.sendingRecents);
  const send = () => {
    if (!onHome()) return;
    if (!idle() || desk.awaited !== null) {
      desk.sendingRecents = setTimeout(send, 100);
      return;
    }
    desk.sentRecents = text;
    setStateValue("recents", { scope: desk.scope, entries });
  };
  send();
}
