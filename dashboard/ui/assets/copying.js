// Buttons with a data-copy attribute copy that text, also over plain http.

const CONFIRM_MS = 1500;

export function listenToCopying() {
  document.addEventListener("click", onClick, true);
}

function onClick(event) {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  event.preventDefault();
  copy(button.dataset.copy).then((done) => confirm(button, done));
}

async function copy(text) {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // refused: try the older way
  }
  return copySelection(text);
}

function copySelection(text) {
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
    // the button says so
  }
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

function confirm(button, done) {
  button.dataset.label ??= button.textContent;
  button.textContent = done ? "Copied" : "Not copied: select the text, then press Ctrl+C";
  button.setAttribute("aria-live", "polite");
  clearTimeout(button.confirming);
  button.confirming = setTimeout(() => (button.textContent = button.dataset.label), CONFIRM_MS);
}
