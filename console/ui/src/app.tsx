import { useEffect, useState } from "preact/hooks";
import * as api from "./api";
import { Conflicts } from "./parts/conflicts";
import { Editor, Failed } from "./parts/editor";
import { EvidencePanel } from "./parts/evidence";
import { Decisions } from "./parts/judging";
import { DocumentPanel } from "./parts/reading";
import { Results } from "./parts/results";
import { SearchBox } from "./parts/search";
import { Start } from "./parts/start";
import { Texts } from "./parts/texts";
import {
  actor,
  allRows,
  decisions,
  mode,
  opened,
  other,
  queryOf,
  running,
  script,
  selected,
  text,
  texts,
  waiting,
} from "./state";
import type { Info } from "./types";

export function App() {
  const [info, setInfo] = useState<Info | null>(null);
  const reload = () => void api.info().then(setInfo, () => setInfo(null));
  useEffect(reload, []);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLElement && e.target.closest("input,textarea,[contenteditable]");
      if (e.key === "/" && !typing) {
        e.preventDefault();
        document.getElementById("search")?.focus();
      }
      if (e.key === "Escape" && !typing) {
        if (opened.value) opened.value = null;
        else if (decisions.value) decisions.value = false;
        else selected.value = "";
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const nothing = !text.value.trim() && !allRows.value.length && !script.value && !texts.value && !running.value;
  const side = selected.value || opened.value || decisions.value;
  return (
    <div class={side ? "page with-side" : "page"}>
      <a class="skip" href="#results">
        Skip to the answers
      </a>
      <header>
        <h1>
          <a href="./">Entente</a>
        </h1>
        <SearchBox />
        <Conflicts />
      </header>
      <main>
        {mode.value === "actor" && actor.value && (
          <section class="card actor" aria-label="Actor">
            <h2>
              {actor.value.label}
              {other.value && <> and {other.value.label}</>}
            </h2>
            <p>
              <code>{queryOf.value}</code>{" "}
              <button
                type="button"
                onClick={() => {
                  const q = queryOf.value;
                  mode.value = "path";
                  text.value = q;
                  waiting.value = true;
                }}
              >
                Edit this query
              </button>
            </p>
          </section>
        )}
        {mode.value === "actor" || mode.value === "text" ? <Failed /> : <Editor />}
        {nothing ? <Start info={info} onLoaded={reload} /> : mode.value === "text" ? <Texts /> : <Results />}
      </main>
      {side && (
        <aside aria-label="Evidence">
          {opened.value ? (
            <DocumentPanel at={opened.value} />
          ) : selected.value ? (
            <EvidencePanel id={selected.value} />
          ) : (
            <DecisionsPanel />
          )}
        </aside>
      )}
    </div>
  );
}

// DecisionsPanel holds the list of judgements beside the answers.
function DecisionsPanel() {
  return (
    <section class="card evidence" aria-label="Judgements">
      <div class="bar">
        <h2>Judgements</h2>
        <span class="space" />
        <button
          type="button"
          aria-label="Close the judgements"
          onClick={() => {
            decisions.value = false;
          }}
        >
          ✕
        </button>
      </div>
      <Decisions />
    </section>
  );
}
