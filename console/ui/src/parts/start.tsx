import { useState } from "preact/hooks";
import * as api from "../api";
import { ask, failure, show } from "../state";
import type { Info } from "../types";
import { Questions } from "./questions";

const questions = [
  ["What is China concerned about?", "China/concerned_about"],
  ["Who supplies Russia with arms?", "Russia/^supplies_arms_to"],
  ["What are US allies concerned about?", "USA/allied_with/concerned_about"],
  ["What does Russia deny?", "Russia/^supplies_arms_to[denied_by=Russia]"],
  ["Which facts do sources dispute?", "?state/.[disputed]"],
] as const;

// Start is what an empty page shows: the demo for an empty graph, questions for a full one.
export function Start({ info, onLoaded }: { info: Info | null; onLoaded: () => void }) {
  const [loading, setLoading] = useState(false);
  const demo = async () => {
    setLoading(true);
    try {
      await api.loadDemo();
      onLoaded();
      show("state:CHN");
    } catch (e) {
      failure.value = e instanceof api.Failure ? e.problem : { code: "failed", message: String(e) };
    } finally {
      setLoading(false);
    }
  };
  return (
    <section class="card start" id="results" aria-label="Start">
      {info && info.documents === 0 && (
        <>
          <h2>The graph is empty</h2>
          <p>
            Load articles with <code>entente load</code>, or look around in a dozen short dispatches first.
          </p>
          <button type="button" class="main" disabled={loading} onClick={() => void demo()}>
            {loading ? "Loading…" : "Load the demo"}
          </button>
        </>
      )}
      {info && info.documents > 0 && (
        <p>
          {info.documents.toLocaleString("en")} documents, {info.claims.toLocaleString("en")} claims about{" "}
          {info.edges.toLocaleString("en")} relations.
        </p>
      )}
      <h3>Ask, for example</h3>
      <ul class="questions">
        {questions.map(([title, q]) => (
          <li key={q}>
            <button type="button" class="link" onClick={() => ask(q)}>
              {title}
            </button>{" "}
            <code>{q}</code>
          </li>
        ))}
      </ul>
      <Questions />
    </section>
  );
}
