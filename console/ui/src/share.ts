// The whole state of the page stands in the URL's fragment: it never reaches a server, and a link that is sent to
// somebody else shows the same picture there.

export type Mode = "path" | "gizmo" | "actor" | "text";
export type View = "graph" | "table" | "timeline" | "map";

export interface Shared {
  mode: Mode;
  q: string; // expression, script, words to look for in texts, or the actor's id (two ids separated by a space for a pair)
  view: View;
  edge: string; // selected edge
  since: string;
  until: string;
  expanded: string[]; // nodes opened in the graph
}

export const blank: Shared = { mode: "path", q: "", view: "graph", edge: "", since: "", until: "", expanded: [] };

const modes: readonly string[] = ["path", "gizmo", "actor", "text"];
const views: readonly string[] = ["graph", "table", "timeline", "map"];
const day = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export function encode(s: Shared): string {
  const p = new URLSearchParams();
  if (s.mode !== blank.mode) p.set("mode", s.mode);
  if (s.q) p.set("q", s.q);
  if (s.view !== blank.view) p.set("view", s.view);
  if (s.edge) p.set("edge", s.edge);
  if (s.since) p.set("since", s.since);
  if (s.until) p.set("until", s.until);
  for (const n of s.expanded) p.append("open", n);
  return p.toString();
}

// decode trusts nothing: what is not of the expected form is left out.
export function decode(fragment: string): Shared {
  const p = new URLSearchParams(fragment.replace(/^#/, ""));
  const pick = (name: string, allowed: readonly string[], otherwise: string) => {
    const v = p.get(name) ?? "";
    return allowed.includes(v) ? v : otherwise;
  };
  const dayOf = (name: string) => {
    const v = p.get(name) ?? "";
    return day.test(v) ? v : "";
  };
  const edge = p.get("edge") ?? "";
  return {
    mode: pick("mode", modes, blank.mode) as Mode,
    q: (p.get("q") ?? "").slice(0, 100_000),
    view: pick("view", views, blank.view) as View,
    edge: /^edge:[0-9a-f]{32}$/.test(edge) ? edge : "",
    since: dayOf("since"),
    until: dayOf("until"),
    expanded: p.getAll("open").slice(0, 50),
  };
}
