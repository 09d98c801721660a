import { lazy, Suspense } from "preact/compat";
import { failure, mode, past, run, running, stop, text, waiting } from "../state";

const Code = lazy(() => import("./code"));

// Editor holds the expression or the script. The full editor is loaded when it is first shown; until then, and where it cannot
// be loaded, a plain text area does the same.
export function Editor() {
  const plain = (
    <textarea
      class="code"
      aria-label={mode.value === "path" ? "Path expression" : "Gizmo script"}
      rows={mode.value === "path" ? 2 : 6}
      spellcheck={false}
      value={text.value}
      onInput={(e) => {
        text.value = e.currentTarget.value;
      }}
      onKeyDown={(e) => {
        if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
          e.preventDefault();
          void run();
        }
      }}
    />
  );
  return (
    <section class="card editor" aria-label="Query">
      <div class="bar">
        <div role="tablist" aria-label="Language">
          {(["path", "gizmo"] as const).map((m) => (
            <button
              key={m}
              type="button"
              role="tab"
              aria-selected={mode.value === m}
              onClick={() => {
                mode.value = m;
              }}
            >
              {m === "path" ? "Path" : "Gizmo"}
            </button>
          ))}
        </div>
        <Past />
        <span class="space" />
        {running.value ? (
          <button type="button" class="main" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" class="main" disabled={!text.value.trim()} onClick={() => void run()} title="Ctrl+Enter">
            Run
          </button>
        )}
      </div>
      <Suspense fallback={plain}>
        <Code key={mode.value} language={mode.value === "gizmo" ? "gizmo" : "path"} />
      </Suspense>
      {waiting.value && !running.value && (
        <p class="note" role="status">
          This came with a link. Press Run to ask it.
        </p>
      )}
      <Failed />
    </section>
  );
}

function Past() {
  if (!past.value.length) return null;
  return (
    <select
      aria-label="Earlier queries"
      value=""
      onChange={(e) => {
        const entry = past.value[Number(e.currentTarget.value)];
        if (!entry) return;
        mode.value = entry.mode;
        text.value = entry.text;
      }}
    >
      <option value="">Earlier…</option>
      {past.value.map((p, i) => (
        <option key={p.text} value={i}>
          {p.text.slice(0, 80)}
        </option>
      ))}
    </select>
  );
}

// Failed says what went wrong, where, and what to do about it.
export function Failed() {
  if (!failure.value) return null;
  return (
    <div class="failure" role="alert">
      {failure.value.line ? `${failure.value.line}:${failure.value.column}: ` : ""}
      {failure.value.message}
      {failure.value.hint && <div class="hint">{failure.value.hint}</div>}
    </div>
  );
}
