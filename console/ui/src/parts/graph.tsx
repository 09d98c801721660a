import { effect } from "@preact/signals";
import cytoscape from "cytoscape";
import { useEffect, useRef } from "preact/hooks";
import { actor, expanded, loose, mode, type Row, rows, selected, toggle } from "../state";
import type { Named } from "../types";
import { relationText } from "../words";
import { picture } from "./exports";

const bundle = 3; // relations of one pair that are labelled at once
const most = 1500; // relations drawn at once; the table has all

// theme takes its colours from the page, so that both themes and the contrast of the text hold here too.
function theme(): cytoscape.StylesheetJson {
  const of = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const line = (selector: string, style: Record<string, string | number>) => ({ selector, style });
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        "font-size": 12,
        color: of("--text"),
        "text-outline-color": of("--card"),
        "text-outline-width": 2,
        "text-valign": "bottom",
        "text-margin-y": 3,
        "background-color": of("--node"),
        width: 22,
        height: 22,
        "text-wrap": "wrap",
        "text-max-width": "120px",
      },
    },
    line("node[kind='person']", { shape: "ellipse", "background-color": of("--person"), width: 16, height: 16 }),
    line("node[kind='org'],node[kind='group']", { shape: "round-rectangle", "background-color": of("--org") }),
    line("node[kind='topic'],node[kind='event'],node[kind='agreement'],node[kind='place']", {
      shape: "diamond",
      "background-color": of("--topic"),
    }),
    line("node.open", { "border-width": 3, "border-color": of("--accent") }),
    {
      selector: "edge",
      style: {
        label: "data(label)",
        "font-size": 10,
        color: of("--muted"),
        "text-rotation": "autorotate",
        "text-background-color": of("--card"),
        "text-background-opacity": 0.85,
        "curve-style": "bezier",
        "control-point-step-size": 46,
        "line-color": of("--line"),
        "target-arrow-color": of("--line"),
        "target-arrow-shape": "triangle",
        width: "mapData(claims, 1, 12, 1.4, 6)",
        "arrow-scale": 0.9,
      },
    },
    line("edge[status='disputed']", { "line-color": of("--disputed"), "target-arrow-color": of("--disputed") }),
    line("edge[status='alleged'],edge[status='ascribed']", {
      "line-style": "dashed",
      "line-dash-pattern": [7, 3] as unknown as number,
    }),
    line("edge[form='planned'],edge[form='demanded'],edge[form='hypothetical']", { "line-style": "dotted", opacity: 0.75 }),
    line("edge[form^='not'],edge[form='denied']", {
      "line-style": "dashed",
      "target-arrow-shape": "tee",
      "line-color": of("--denied"),
      "target-arrow-color": of("--denied"),
    }),
    line("edge.pointed,edge.selected", { label: "data(name)", "font-size": 12, color: of("--text"), "z-index": 9 }),
    line("edge.selected", { "line-color": of("--accent"), "target-arrow-color": of("--accent"), width: 5, "z-index": 9 }),
  ] as cytoscape.StylesheetJson;
}

function elements(list: Row[], alone: Named[]): cytoscape.ElementDefinition[] {
  const nodes = new Map<string, cytoscape.ElementDefinition>();
  for (const n of alone.slice(0, most)) nodes.set(n.id, { data: { id: n.id, label: n.label, kind: n.id.split(":")[0] } });
  const shown = list.slice(0, most);
  const pair = (r: Row) => [r.subject.id, r.object.id].sort().join(" ");
  const between = new Map<string, number>();
  for (const r of shown) between.set(pair(r), (between.get(pair(r)) ?? 0) + 1);
  const edges = shown.map((r): cytoscape.ElementDefinition => {
    for (const n of [r.subject, r.object]) {
      if (!nodes.has(n.id)) nodes.set(n.id, { data: { id: n.id, label: n.label, kind: n.id.split(":")[0] } });
    }
    return {
      data: {
        id: r.key,
        edge: r.edge,
        source: r.subject.id,
        target: r.object.id,
        // A bundle's labels would lie on one another: they show when pointed at or chosen.
        label: (between.get(pair(r)) ?? 0) > bundle ? "" : relationText(r.predicate),
        name: relationText(r.predicate),
        status: r.status,
        form: r.predicate.split("~")[1] ?? "",
        claims: Math.min(12, Math.max(1, r.claims)),
      },
    };
  });
  return [...nodes.values(), ...edges];
}

// place lays out what was drawn: the same rows give the same picture everywhere. An actor's own page is a star around it;
// anything else is spread by forces while it is small, and on rings around the best connected when it is large.
function place(cy: cytoscape.Core, centre: string) {
  const common = { animate: false, fit: true, padding: 40 };
  if (centre && cy.getElementById(centre).nonempty()) {
    cy.layout({
      ...common,
      name: "concentric",
      concentric: (n) => (n.id() === centre ? 1000 : n.edgesWith(cy.getElementById(centre)).length ? 100 + n.degree(false) : 1),
      levelWidth: (nodes) => (nodes.length > 24 ? 40 : 99),
      minNodeSpacing: 60,
      startAngle: -Math.PI / 2,
    }).run();
    return;
  }
  if (cy.nodes().length > 80) {
    cy.layout({
      ...common,
      name: "concentric",
      concentric: (n) => n.degree(false),
      levelWidth: () => 4,
      minNodeSpacing: 26,
    }).run();
    return;
  }
  cy.layout({
    ...common,
    name: "cose",
    randomize: false,
    nodeRepulsion: () => 400_000,
    idealEdgeLength: () => 190,
    edgeElasticity: () => 200,
    nodeOverlap: 40,
    gravity: 0.25,
    numIter: 1500,
  }).run();
}

function start(cy: cytoscape.Core) {
  // A fixed start for the layout: its result then depends on the rows alone.
  cy.nodes().forEach((n, i) => {
    const angle = i * 2.399963; // the golden angle spreads any number of nodes evenly
    const radius = 40 * Math.sqrt(i + 1);
    n.position({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
  });
}

// Graph draws the rows. A click on a node opens its relations, on a line its evidence; the arrow keys walk
// from node to node, Enter opens, and the table holds the same rows for whoever prefers it.
export default function Graph() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const cy = cytoscape({
      container: host.current,
      style: theme(),
      minZoom: 0.1,
      maxZoom: 4,
      wheelSensitivity: 0.3,
      hideEdgesOnViewport: false,
      textureOnViewport: true,
      pixelRatio: 1,
    });
    cy.on("tap", "node", (e) => void toggle(e.target.id()));
    cy.on("tap", "edge", (e) => {
      selected.value = e.target.data("edge");
    });
    cy.on("mouseover", "edge", (e) => void e.target.addClass("pointed"));
    cy.on("mouseout", "edge", (e) => void e.target.removeClass("pointed"));
    picture.png = () =>
      cy.png({ output: "blob", full: true, scale: 2, bg: getComputedStyle(document.body).backgroundColor }) as Blob;
    picture.svg = async () => (await import("./forms")).svgOf(cy, getComputedStyle(document.body).backgroundColor);
    let shown = "";
    const ends = [
      effect(() => {
        const list = rows.value;
        const alone = loose.value;
        const keys = [...list, ...alone].map((r) => ("key" in r ? r.key : r.id)).join("\n");
        if (keys === shown) return;
        shown = keys;
        cy.startBatch();
        cy.elements().remove();
        cy.add(elements(list, alone));
        cy.endBatch();
        start(cy);
        place(cy, mode.value === "actor" ? (actor.value?.id ?? "") : "");
      }),
      effect(() => {
        cy.edges().removeClass("selected");
        const id = selected.value;
        void rows.value;
        if (id) cy.edges(`[edge = "${id}"]`).addClass("selected");
      }),
      effect(() => {
        void rows.value;
        cy.nodes().removeClass("open");
        for (const id of expanded.value) cy.getElementById(id).addClass("open");
      }),
    ];
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const restyle = () => void cy.style(theme());
    dark.addEventListener("change", restyle);
    const size = new ResizeObserver(() => cy.resize());
    size.observe(host.current);
    // The drawing remembers where on the page it lies, and is not told when what is above it grows or shrinks.
    const box = host.current;
    let lies = "";
    const moved = () => {
      const { left, top } = box.getBoundingClientRect();
      if (lies === `${left} ${top}`) return;
      lies = `${left} ${top}`;
      cy.resize();
    };
    box.addEventListener("pointermove", moved, true);
    box.addEventListener("pointerdown", moved, true);
    (host.current as HTMLDivElement & { cy?: cytoscape.Core }).cy = cy;
    return () => {
      for (const end of ends) end();
      dark.removeEventListener("change", restyle);
      size.disconnect();
      picture.png = undefined;
      picture.svg = undefined;
      cy.destroy();
    };
  }, []);
  const walk = (e: KeyboardEvent) => {
    const cy = (host.current as (HTMLDivElement & { cy?: cytoscape.Core }) | null)?.cy;
    const list = rows.value.filter((r) => r.edge);
    if (!cy || !list.length) return;
    const now = list.findIndex((r) => r.edge === selected.value);
    const step = e.key === "ArrowRight" || e.key === "ArrowDown" ? 1 : e.key === "ArrowLeft" || e.key === "ArrowUp" ? -1 : 0;
    if (step) {
      e.preventDefault();
      const next = list[(now + step + list.length) % list.length];
      if (!next) return;
      selected.value = next.edge;
      cy.animate({ center: { eles: cy.getElementById(next.key) }, duration: 0 });
    }
    const at = list[now];
    if (e.key === "Enter" && at) void toggle(at.object.id);
  };
  return (
    <div class="graph-box">
      <div
        class="graph"
        ref={host}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing is walked with the arrow keys
        tabIndex={0}
        aria-label="Graph of relations. Arrow keys go from relation to relation, Enter opens the actor at its end. The table shows the same."
        onKeyDown={walk}
      />
      {rows.value.length > most && (
        <p class="note">
          The first {most} of {rows.value.length} relations are drawn.
        </p>
      )}
      <p class="legend">
        <span class="key solid">asserted</span> <span class="key dashed">alleged or ascribed</span>{" "}
        <span class="key dotted">planned, demanded</span> <span class="key disputed">disputed</span>{" "}
        <span class="key denied">denied</span>
      </p>
    </div>
  );
}
