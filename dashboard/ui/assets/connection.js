// Says in our words that the connection is lost; the stylesheet hides Streamlit's own sign of it.

import { connected } from "./desk.js";

const AFTER_MS = 2000;
const LOOK_EVERY_MS = 250;
const TEXT =
  "The connection to the dashboard is lost. Nothing you started is lost: a sync continues at Codat. " +
  "This page reconnects automatically. If it doesn’t, contact whoever runs the dashboard.";

let connectedAt = null; // before the first connection the page is only loading

function look() {
  const said = document.querySelector(".d-lost");
  if (connected()) {
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
