// The hint of a first visit: once in this browser, under the page. It covers nothing and moves nothing: the
// stylesheet makes the page lower by its height. Python words it.

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
  const app = document.querySelector('[data-testid="stApp"]') ?? document.body;
  app.append(box);
  new ResizeObserver(() => app.style.setProperty("--welcome", `${box.offsetHeight}px`)).observe(box);
}

// It goes with the first move: whoever moves on has begun to work.
export function farewell() {
  place()?.remove();
}

// A browser that keeps nothing would show it at each visit, so it never does.
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
