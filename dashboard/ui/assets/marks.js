// Clicks on marks of a figure in which a drag chooses days. Streamlit passes no click on from there, so the
// mark's address is made here, as dashboard/ui/charts.py does for all other figures.

import { BASE, desk } from "./desk.js";

const listening = new WeakSet();

export function listenToMarks(move) {
  const listen = (event) => {
    const figure = event.target.closest?.(".js-plotly-plot");
    if (!figure?.on || listening.has(figure)) return;
    listening.add(figure);
    figure.on("plotly_click", ({ points }) => {
      const target = figure.layout.dragmode === "select" && points.length ? address(points[0]) : null;
      if (target) move(target);
    });
  };
  document.addEventListener("pointerdown", listen, true); // before plotly's own: the figure may be a new one
}

// A point names a sync's id, or days: "2026-11-11" or "2026-11-11/2026-11-20".
function address(point) {
  const named = String([point.customdata ?? point.x].flat()[0] ?? "");
  const days = named.match(/^(\d{4}-\d\d-\d\d)(?:\/(\d{4}-\d\d-\d\d))?$/);
  const here = new URL(location.href);
  if (days) {
    for (const name of ["days", "rows"]) here.searchParams.delete(name);
    here.searchParams.set("from", days[1]);
    here.searchParams.set("to", days[2] ?? days[1]);
    return here.href;
  }
  if (!named) return null;
  const carried = ["company", ...desk.carried].map((name) => [name, here.searchParams.get(name)]);
  const query = new URLSearchParams([...carried.filter(([, value]) => value), ["sync", named]]);
  return `${BASE}/sync?${query}`;
}
