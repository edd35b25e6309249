// The path that the dashboard is served under, as this file is: "" or "/desk" (Streamlit's server.baseUrlPath).

export const BASE = new URL(import.meta.url).pathname.split("/_stcore/")[0];

// "/desk/sync" → "sync"; Find is ""; null for what is no page of ours.
export function pageOf(pathname) {
  if (pathname === BASE) return "";
  return pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length + 1) : null;
}
