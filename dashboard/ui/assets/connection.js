// Says in our words that the connection is lost; the stylesheet hides Streamlit's own sign of it.
// It knows the connection by Streamlit's attribute data-test-connection-state, as browser.js does.

const AFTER_MS = 2000;
const LOOK_EVERY_MS = 250;
const TEXT =
  "The connection to the dashboard is lost. Nothing you started is lost with it: a sync goes on at Codat. " +
  "This page connects again by itself; if it stays like this, tell whoever runs the dashboard.";

let connectedAt = null; // before the first connection the page is only loading

function look() {
  const state = document
    .querySelector('[data-testid="stApp"]')
    ?.getAttribute("data-test-connection-state");
  const said = document.querySelector(".d-lost");
  if (state === "CONNECTED") {
    connectedAt = performance.now();
    said?.remove();
  } else if (connectedAt !== null && !said && performance.now() - connectedAt > AFTER_MS) {
    const line = document.createElement("p");
    line.className = "d-lost";
    line.setAttribute("role", "alert");
    line.textContent = TEXT;
    document.body.append(line);
  }
}

setInterval(look, LOOK_EVERY_MS);
