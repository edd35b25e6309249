// Clicks on marks of a figure in which a drag chooses days. Streamlit passes no click on from there, so the
// address that the mark stands for is made here, as dashboard/ui/charts.py does for all other figures.

import { BASE } from "./desk.js";

const heard = new WeakSet();

export function listenToMarks(move) {
  const listen = (event) => {
    const figure = event.target.closest?.(".js-plotly-plot");
    if (!figure?.on || heard.has(figure)) return;
    heard.add(figure);
    figure.on("plotly_click", ({ points }) => {
      const target = figure.layout.dragmode === "select" && points.length ? address(points[0]) : null;
      if (target) move(target);
    });
  };
  document.addEventListener("pointerdown", listen, true); // before plotly's own: the figure may be a new one
}

// A point tells a sync's id, or days: "2026-11-11" or "2026-11-11/2026-11-20".
function address(point) {
  const told = String([point.customdata ?? point.x].flat()[0] ?? "");
  const days = told.match(/^(\d{4}-\d\d-\d\d)(?:\/(\d{4}-\d\d-\d\d))?$/);
  const here = new URL(location.href);
  if (days) {
    for (const name of ["days", "rows"]) here.searchParams.delete(name);
    here.searchParams.set("from", days[1]);
    here.searchParams.set("to", days[2] ?? days[1]);
    return here.href;
  }
  if (!told) return null;
  const kept = ["company", "times", "charts"].map((name) => [name, here.searchParams.get(name)]);
  const query = new URLSearchParams([...kept.filter(([, value]) => value), ["sync", told]]);
  return `${BASE}/sync?${query}`;
}
