// What a first visit is told: once in this browser, in a corner, moving nothing. Python words it.

const KEPT = "syncdesk.welcomed";
const place = () => document.querySelector(".d-welcome");

export function welcome(told) {
  if (!told || place() || !firstVisit()) return;
  const box = document.createElement("aside");
  box.className = "d d-welcome";
  box.setAttribute("aria-label", told.label);
  for (const sentence of told.sentences) box.append(make("p", sentence));
  const more = make("a", told.help);
  more.href = told.href;
  const close = make("button", told.close);
  close.type = "button";
  close.className = "d-copy";
  close.addEventListener("click", farewell);
  const links = make("div", "");
  links.className = "d-buttons";
  links.append(more, close);
  box.append(links);
  // Inside the app: there Streamlit says which theme it is.
  (document.querySelector('[data-testid="stApp"]') ?? document.body).append(box);
}

// It goes with the first move: whoever moves on has begun to work.
export function farewell() {
  place()?.remove();
}

// A browser that keeps nothing would be told at each visit: it is told never.
function firstVisit() {
  try {
    if (localStorage.getItem(KEPT)) return false;
    localStorage.setItem(KEPT, "yes");
    return true;
  } catch {
    return false;
  }
}

function make(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
