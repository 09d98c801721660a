import * as api from "../api";
import type { Row } from "../state";
import { actor, answers, failure, mode, other, rows, text, view } from "../state";

// guarded keeps a spreadsheet from reading a text cell as a formula.
export const guarded = (v: string): string => (/^[=+\-@\t\r]/.test(v) ? `'${v}` : v);

const quoted = (v: string): string => `"${v.replaceAll('"', '""')}"`;

export function csvOf(list: Row[]): string {
  const head = "subject,subject_label,predicate,object,object_label,status,claims,last_day,affirmed_by,denied_by";
  const lines = list.map((r) =>
    [r.subject.id, r.subject.label, r.predicate, r.object.id, r.object.label, r.status]
      .map((v) => quoted(guarded(v)))
      .concat(`${r.claims}`, quoted(r.day), quoted(r.affirmed.join(" ")), quoted(r.denied.join(" ")))
      .join(","),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
}

function save(name: string, kind: string, data: string | Blob) {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type: kind }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// picture is set by the graph while it is on the screen.
export const picture: { png?: () => Blob; svg?: () => Promise<string> } = {};

async function saveAs(what: string) {
  if (what === "link") await navigator.clipboard?.writeText(location.href);
  if (what === "csv") save("entente.csv", "text/csv", csvOf(rows.value));
  if (what === "json") {
    const list = mode.value === "path" ? answers.value : rows.value;
    save("entente.json", "application/json", JSON.stringify({ query: text.value, results: list }, null, 1));
  }
  if (what === "png") {
    const image = picture.png?.();
    if (image) save("entente.png", "image/png", image);
  }
  if (what === "svg" && picture.svg) save("entente.svg", "image/svg+xml", await picture.svg());
  if (what === "jsonld" || what === "gexf") {
    const forms = await import("./forms");
    if (what === "jsonld") save("entente.jsonld", "application/ld+json", forms.jsonldOf(rows.value));
    else save("entente.gexf", "application/gexf+xml", forms.gexfOf(rows.value));
  }
  if (what === "report" && actor.value) save("report.html", "text/html", await api.report(actor.value.id, other.value?.id ?? ""));
}

// Exports saves what is shown.
export function Exports() {
  return (
    <select
      aria-label="Save or share"
      value=""
      onChange={(e) => {
        const what = e.currentTarget.value;
        e.currentTarget.value = "";
        saveAs(what).catch((e) => {
          failure.value = { code: "failed", message: String(e.message ?? e) };
        });
      }}
    >
      <option value="">Save…</option>
      <option value="link">Copy link</option>
      <option value="csv">CSV</option>
      <option value="json">JSON with evidence</option>
      <option value="jsonld">JSON-LD</option>
      <option value="gexf">GEXF, for Gephi</option>
      <option value="png" disabled={view.value !== "graph"}>
        Picture (PNG)
      </option>
      <option value="svg" disabled={view.value !== "graph"}>
        Picture (SVG)
      </option>
      {mode.value === "actor" && actor.value && <option value="report">Report (HTML)</option>}
    </select>
  );
}
