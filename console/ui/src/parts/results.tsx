import { lazy, Suspense } from "preact/compat";
import type { View } from "../share";
import { allRows, answers, mode, notice, pageSize, rows, run, running, script, since, until, view } from "../state";
import { Days } from "./days";
import { Exports } from "./exports";
import { AnswerTable, FactTable, ScriptTable } from "./table";

const Graph = lazy(() => import("./graph"));
const WorldMap = lazy(() => import("./worldmap"));

const views: [View, string][] = [
  ["graph", "Graph"],
  ["table", "Table"],
  ["timeline", "Timeline"],
  ["map", "Map"],
];

// Results shows the same rows as a graph, a table, over time, or on a map.
export function Results() {
  const count = mode.value === "path" ? answers.value.length : (script.value?.result?.length ?? rows.value.length);
  const unit = mode.value === "path" ? "answer" : script.value ? "result" : "fact";
  return (
    <section class="card results" id="results" aria-label="Answers" tabIndex={-1}>
      <div class="bar">
        <div role="tablist" aria-label="View">
          {views.map(([v, label]) => (
            <button
              key={v}
              type="button"
              role="tab"
              aria-selected={view.value === v}
              onClick={() => {
                view.value = v;
              }}
            >
              {label}
            </button>
          ))}
        </div>
        <span class="space" />
        <span role="status" aria-live="polite">
          {running.value ? "Asking… " : ""}
          {count.toLocaleString("en")} {unit}
          {count === 1 ? "" : "s"}
          {(since.value || until.value) && `, ${rows.value.length} of ${allRows.value.length} relations in these days`}
        </span>
        <Exports />
      </div>
      {notice.value && (
        <p class="note" role="status">
          {notice.value}{" "}
          {notice.value.includes("shown") && count >= pageSize && (
            <button type="button" onClick={() => void run(count * 5)}>
              Get more
            </button>
          )}
        </p>
      )}
      {!running.value && count === 0 && <p>No answers. That is not the same as “it is not so”: nothing that was read says it.</p>}
      <Suspense fallback={<p>Loading…</p>}>
        {view.value === "graph" && <Graph />}
        {view.value === "map" && <WorldMap />}
      </Suspense>
      {view.value === "timeline" && <Days />}
      {view.value === "table" && (script.value ? <ScriptTable /> : mode.value === "path" ? <AnswerTable /> : <FactTable />)}
    </section>
  );
}
