// Scroll position, focus and keys.

import { desk, idle, onHome, scroller, searchBox } from "./desk.js";
import { move, moveToHome } from "./moves.js";

const REPEAT_FOCUS_MS = 1000;
const AWAIT_ANCHOR_MS = 5000;
const AWAIT_BOX_MS = 20_000;
const REMEMBER_AFTER_MS = 150;

export function listenToKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("scroll", rememberScroll, true);
}

function rememberScroll(event) {
  if (event.target !== scroller() || desk.awaited !== null || desk.kind) return;
  clearTimeout(desk.scrolled);
  desk.scrolled = setTimeout(() => {
    if (desk.awaited === null) desk.replaceState({ ...history.state, y: scroller().scrollTop }, "");
  }, REMEMBER_AFTER_MS);
}

// The page may still be growing: try until it is long enough, for a second at most.
export function scrollTo(y) {
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

// Scroll to the element that the address names after "#", once the page has drawn it.
export function scrollToAnchor() {
  const until = performance.now() + AWAIT_ANCHOR_MS;
  const step = () => {
    const target = document.getElementById(location.hash.slice(1));
    target?.scrollIntoView();
    if (target || performance.now() > until) desk.kind = null;
    else setTimeout(step, 50);
  };
  step();
}

// Only Home's box takes the focus by itself, and only if nothing else has it. Repeat it for a second after the
// box has appeared: until the page is complete, React may replace the box.
export function focusSearch() {
  clearInterval(desk.focusing);
  let until = performance.now() + AWAIT_BOX_MS;
  let appeared = false;
  const give = () => {
    const box = searchBox();
    const active = document.activeElement;
    const left = active?.closest(".st-key-jump"); // the box of the page being left, about to disappear
    const taken = active !== box && !left && active?.matches("input, textarea, select, button, [contenteditable]");
    if (box && !appeared) {
      appeared = true;
      until = performance.now() + REPEAT_FOCUS_MS;
    }
    if (!onHome() || taken || performance.now() > until) clearInterval(desk.focusing);
    else if (box && active !== box) box.focus({ preventScroll: true });
  };
  desk.focusing = setInterval(give, 25);
  give();
}

function onKey(event) {
  const target = event.composedPath()[0];
  if (event.key === "Tab") {
    clearInterval(desk.focusing);
    if (!event.shiftKey) enterPopover(event);
  }
  if (event.key === "Enter" && target.closest?.(".st-key-search")) openFirst(target);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.("input, textarea, select, [contenteditable], [role=combobox]")) return;
  event.preventDefault();
  const box = searchBox() ?? document.querySelector(".st-key-jump input");
  if (box) {
    box.focus();
    box.select();
  } else moveToHome();
}

// An open popover is at the end of the document: let Tab enter it instead of going to the next button.
function enterPopover(event) {
  const button = event.composedPath()[0].closest?.('[data-testid="stPopover"] button');
  if (button?.getAttribute("aria-expanded") !== "true") return;
  const first = document.querySelector('[data-testid="stPopoverBody"]')?.querySelector("button, input, [tabindex='0']");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

// Enter opens the first result, once the results are those for the text in the box.
function openFirst(box, tries = 300) {
  const results = document.querySelector("[data-answers]");
  const first = document.querySelector("a.d-first");
  if (results?.dataset.answers === box.value.trim() && idle()) {
    if (first) move(first.href);
  } else if (tries) setTimeout(openFirst, 50, box, tries - 1);
}
