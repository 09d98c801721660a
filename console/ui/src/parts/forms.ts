import type cytoscape from "cytoscape";
import type { Row } from "../state";
import { relationText } from "../words";

// What is shown, in the formats of other tools. The whole graph in these formats: entente export.

// xml escapes text, and leaves out what XML cannot hold.
export const xml = (v: string): string =>
  v
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

// gexfOf is GEXF 1.3: one node an actor, one edge a relation.
export function gexfOf(list: Row[]): string {
  const nodes = new Map(list.flatMap((r) => [r.subject, r.object]).map((n) => [n.id, n.label]));
  const edges = list.map((r, i) => {
    const values = [r.predicate, r.status, `${r.claims}`, r.day, r.affirmed.join(" "), r.denied.join(" "), r.edge];
    const cells = values.map((v, k) => `<attvalue for="${k}" value="${xml(v)}"/>`).join("");
    return `<edge id="${i}" source="${xml(r.subject.id)}" target="${xml(r.object.id)}" label="${xml(relationText(r.predicate))}" weight="${Math.max(1, r.claims)}"><attvalues>${cells}</attvalues></edge>`;
  });
  const columns = ["predicate", "status", "claims", "last_day", "affirmed_by", "denied_by", "edge"];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">',
    '<attributes class="edge">',
    ...columns.map((c, k) => `<attribute id="${k}" title="${c}" type="${c === "claims" ? "integer" : "string"}"/>`),
    "</attributes>",
    "<nodes>",
    ...[...nodes].map(([id, label]) => `<node id="${xml(id)}" label="${xml(label)}"/>`),
    "</nodes>",
    "<edges>",
    ...edges,
    "</edges>",
    "</graph></gexf>\n",
  ].join("\n");
}

// jsonldOf is expanded JSON-LD in the form of the store: each relation stands in the graph of its edge.
export function jsonldOf(list: Row[]): string {
  const labels = new Map(list.flatMap((r) => [r.subject, r.object]).map((n) => [n.id, n.label]));
  const names = [...labels].map(([id, label]) => ({
    "@id": id,
    "http://www.w3.org/2000/01/rdf-schema#label": [{ "@value": label }],
  }));
  const edges = list.map((r) => {
    const statement = { "@id": r.subject.id, [`rel:${r.predicate.replace(/^rel:/, "")}`]: [{ "@id": r.object.id }] };
    return r.edge ? { "@id": r.edge, "@graph": [statement] } : statement;
  });
  return JSON.stringify([...names, ...edges], null, 1);
}

// svgOf draws the graph as it lies on the screen, in lines and text that a drawing program can take apart.
export function svgOf(cy: cytoscape.Core, background: string): string {
  const box = cy.elements().boundingBox();
  const edges = cy.edges().map((e) => {
    const from = e.sourceEndpoint();
    const to = e.targetEndpoint();
    const bend = e.isLoop() ? undefined : e.controlPoints()?.[0];
    const colour = String(e.style("line-color"));
    const middle = e.midpoint();
    const dash = { dashed: "7 3", dotted: "1.5 3" }[String(e.style("line-style"))] ?? "none";
    const line = `M${place(from)} ${bend ? `Q${place(bend)}` : "L"} ${place(to)}`;
    const slope = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
    const angle = Math.abs(slope) > 90 ? slope + 180 : slope; // never upside down
    const turn = `rotate(${angle.toFixed(1)} ${place(middle)})`;
    const width = Number.parseFloat(e.style("width"));
    return `<path d="${line}" fill="none" stroke="${xml(colour)}" stroke-width="${width.toFixed(1)}" stroke-dasharray="${dash}" marker-end="url(#end)"><title>${xml(String(e.data("name") ?? e.data("label")))}</title></path><text x="${middle.x.toFixed(1)}" y="${middle.y.toFixed(1)}" font-size="10" transform="${turn}">${xml(e.data("label"))}</text>`;
  });
  const nodes = cy.nodes().map((n) => {
    const at = n.position();
    const size = n.width() / 2;
    return `<circle cx="${at.x.toFixed(1)}" cy="${at.y.toFixed(1)}" r="${size}" fill="${xml(String(n.style("background-color")))}"/><text x="${at.x.toFixed(1)}" y="${(at.y + size + 13).toFixed(1)}" font-size="12">${xml(n.data("label"))}</text>`;
  });
  const text = xml(String(cy.nodes().first().style("color") ?? "black"));
  const view = [box.x1 - 20, box.y1 - 20, box.w + 40, box.h + 40].map((v) => v.toFixed(0)).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" font-family="sans-serif" text-anchor="middle">
<style>text { fill: ${text}; paint-order: stroke; stroke: ${xml(background)}; stroke-width: 3px; }</style>
<defs><marker id="end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="context-stroke"/></marker></defs>
<rect x="${(box.x1 - 20).toFixed(0)}" y="${(box.y1 - 20).toFixed(0)}" width="${(box.w + 40).toFixed(0)}" height="${(box.h + 40).toFixed(0)}" fill="${xml(background)}"/>
${edges.join("\n")}
${nodes.join("\n")}
</svg>
`;
}

const place = (p: { x: number; y: number }): string => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`;
