// The hint of a first visit: once in this browser, under the page. It covers nothing and moves nothing: the
// stylesheet makes the page lower by its height. Python words it.

const STORED_AS = "syncdesk.welcomed";
const place = () => document.querySelector(".d-welcome");

export function welcome(words) {
  if (!words || place() || !firstVisit()) return;
  const box = document.createElement("aside");
  box.className = "d d-welcome";
  box.setAttribute("aria-label", words.label);
  for (const sentence of words.sentences) box.append(make("p", sentence));
  const more = make("a", words.help);
  more.href = words.href;
  const close = make("button", words.close);
  close.type = "button";
  close.className = "d-copy";
  close.addEventListener("click", closeWelcome);
  const links = make("div", "");
  links.className = "d-buttons";
  links.append(more, close);
  box.append(links);
  // Inside the app: there Streamlit says which theme it is.
  const app = document.querySelector('[data-testid="stApp"]') ?? document.body;
  app.append(box);
  new ResizeObserver(() => app.style.setProperty("--welcome", `${box.offsetHeight}px`)).observe(box);
}

// The first move closes it too.
export function closeWelcome() {
  place()?.remove();
}

// A browser that stores nothing would show it at each visit, so it never does.
function firstVisit() {
  try {
    if (localStorage.getItem(STORED_AS)) return false;
    localStorage.setItem(STORED_AS, "yes");
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
