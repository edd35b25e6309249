// Companies opened recently, stored in this browser for each account. Python writes the entries and draws them;
// this script stores them and sends them back when Find is open.

import { desk, idle, onFind } from "./desk.js";

const key = () => `syncdesk.recent.${desk.scope}`;

function stored() {
  try {
    const entries = JSON.parse(localStorage.getItem(key()) ?? "[]");
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}

export function storeRecent(company, most) {
  const before = stored();
  const after = [company, ...before.filter((each) => each?.id !== company.id)].slice(0, most);
  try {
    localStorage.setItem(key(), JSON.stringify(after));
  } catch {
    // private windows store nothing
  }
  if (desk.sentRecents === JSON.stringify(before)) desk.sentRecents = JSON.stringify(after); // Python knows it
  reserveRoom();
}

// The stylesheet reserves the rows that Python is about to draw, so that nothing jumps.
export function reserveRoom() {
  const rows = stored().length;
  document.documentElement.toggleAttribute("data-has-recents", rows > 0);
  document.documentElement.style.setProperty("--recents", rows);
}

// Sending costs a run, so it happens on Find only, and again only if another tab has changed the entries.
export function sendRecents(received, setStateValue) {
  const entries = stored();
  const text = JSON.stringify(entries);
  if (!onFind() || !entries.length || (received && text === desk.sentRecents)) return;
  clearTimeout(desk.sendingRecents);
  const send = () => {
    if (!onFind()) return;
    if (!idle() || desk.awaited !== null) {
      desk.sendingRecents = setTimeout(send, 100);
      return;
    }
    desk.sentRecents = text;
    setStateValue("recents", { scope: desk.scope, entries });
  };
  send();
}
