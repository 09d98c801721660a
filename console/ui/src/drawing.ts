// How the results of a script become a picture: nodes are the values of the graph in its columns, and a row with two of them or
// more is a line from one to the next, the result itself ("id") last. Results with one column hang on the node that the query
// started from, where the form of the query says which that is; nobody has to add tags.

export interface Line {
  from: string;
  relation: string;
  to: string;
  count: number;
}

export interface Drawing {
  nodes: string[];
  lines: Line[];
}

// QueryShape is what /api/v1/shape/gizmo answers.
export interface QueryShape {
  nodes?: { id: number; values?: string[]; is_fixed: boolean; is_link_node: boolean }[];
  links?: { source: number; target: number; link_node: number }[];
}

// idOf is the id in "<state:CHN>" or "_:b1", "" for a literal.
export const idOf = (v: unknown): string => {
  if (typeof v !== "string") return "";
  if (v.startsWith("_:")) return v;
  return v.length > 2 && v.startsWith("<") && v.endsWith(">") ? v.slice(1, -1) : "";
};

const relationOf = (v: unknown): string => {
  const id = idOf(v);
  return id.startsWith("rel:") ? id.slice(4) : "";
};

// columnsOf names the columns in which something of the graph stands: nodes, "id" last, and the one that holds relations.
function columnsOf(list: Record<string, unknown>[]): { nodes: string[]; relation: string } {
  const all = [...new Set(list.flatMap((r) => Object.keys(r)))];
  const relation = all.find((c) => list.some((r) => c in r) && list.every((r) => !(c in r) || relationOf(r[c]))) ?? "";
  const nodes = all.filter((c) => c !== relation && list.some((r) => idOf(r[c])));
  return { nodes: [...nodes.filter((c) => c !== "id"), ...nodes.filter((c) => c === "id")], relation };
}

// startOf is the one node that the results are linked to, with the relation and the direction.
function startOf(shape: QueryShape | null): { id: string; relation: string; out: boolean } | null {
  const links = shape?.links?.filter((l) => l.source === 1 || l.target === 1) ?? [];
  const [link] = links;
  if (!link || links.length > 1) return null;
  const far = shape?.nodes?.find((n) => n.id === (link.source === 1 ? link.target : link.source));
  const id = far?.is_fixed && far.values?.length === 1 ? idOf(far.values[0]) : "";
  const by = shape?.nodes?.find((n) => n.id === link.link_node)?.values ?? [];
  return id ? { id, relation: by.length === 1 ? relationOf(by[0]) || idOf(by[0]) : "", out: link.target === 1 } : null;
}

// needsShape says whether the results alone do not make lines.
export const needsShape = (list: Record<string, unknown>[]): boolean => columnsOf(list).nodes.length === 1;

export function drawingOf(list: Record<string, unknown>[], shape: QueryShape | null): Drawing {
  const { nodes: columns, relation } = columnsOf(list);
  const nodes = new Set<string>();
  const lines = new Map<string, Line>();
  const start = columns.length === 1 ? startOf(shape) : null;
  const add = (from: string, label: string, to: string) => {
    const key = JSON.stringify([from, label, to]);
    const line = lines.get(key) ?? { from, relation: label, to, count: 0 };
    line.count++;
    lines.set(key, line);
  };
  for (const r of list) {
    const ids = columns.map((c) => idOf(r[c])).filter(Boolean);
    for (const id of ids) nodes.add(id);
    for (let i = 1; i < ids.length; i++) add(ids[i - 1] ?? "", relationOf(r[relation]), ids[i] ?? "");
    if (!start || !ids[0]) continue;
    nodes.add(start.id);
    if (start.out) add(start.id, start.relation, ids[0]);
    else add(ids[0], start.relation, start.id);
  }
  return { nodes: [...nodes], lines: [...lines.values()] };
}
