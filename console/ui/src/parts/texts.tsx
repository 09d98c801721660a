import { names, opened, texts } from "../state";
import type { TextHit } from "../types";
import { counted, shortId, toUnits } from "../words";

// Texts lists what a search for words found: the sentence with the words marked; a click opens the document there.
export function Texts() {
  const found = texts.value;
  if (!found) return null;
  return (
    <section class="card results" id="results" aria-label="Texts found" tabIndex={-1}>
      <p role="status">
        {counted(found.total, "document")} with “{found.query}”
        {found.hits.length < found.total && `, the best ${found.hits.length} are shown`}
      </p>
      <ol class="claims texts">
        {found.hits.map((h) => (
          <li key={h.doc}>
            <button
              type="button"
              class="link open"
              onClick={() => {
                opened.value =
                  h.field === "title" ? { doc: h.doc, start: 0, end: 0 } : { doc: h.doc, start: h.start, end: h.end };
              }}
            >
              {h.title || h.doc}
            </button>
            <p class="snippet">
              <Marked hit={h} />
            </p>
            <p>
              <small>
                {[names.value.get(h.publisher) ?? shortId(h.publisher), h.published].filter(Boolean).join(" · ")}
                {h.claims.length > 0 && <> · {counted(h.claims.length, "claim")} read in this sentence</>}
              </small>
            </p>
          </li>
        ))}
      </ol>
      {found.total === 0 && <p>No text has these words. Quotes make a phrase, word* finds beginnings, and OR and NOT combine.</p>}
    </section>
  );
}

function Marked({ hit }: { hit: TextHit }) {
  const cuts = toUnits(
    hit.snippet,
    hit.highlights.flatMap((s) => [s.start, s.end]),
  );
  const out = [];
  let at = 0;
  for (let i = 0; i + 1 < cuts.length; i += 2) {
    const [from = 0, to = 0] = [cuts[i], cuts[i + 1]];
    out.push(hit.snippet.slice(at, from), <b key={from}>{hit.snippet.slice(from, to)}</b>);
    at = to;
  }
  return (
    <>
      {out}
      {hit.snippet.slice(at)}
    </>
  );
}
