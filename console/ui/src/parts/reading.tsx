import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../api";
import { opened, selected } from "../state";
import type { DocumentPage } from "../types";
import { toUnits } from "../words";

// DocumentPanel opens a document at a sentence. The text is shown as it was read, as text.
export function DocumentPanel({ at }: { at: { doc: string; start: number; end: number } }) {
  const [page, setPage] = useState<DocumentPage | null>(null);
  const [failed, setFailed] = useState("");
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    const mine = new AbortController();
    setPage(null);
    setFailed("");
    api.document(at.doc, mine.signal).then(setPage, (e) => mine.signal.aborted || setFailed(String(e.message ?? e)));
    return () => mine.abort();
  }, [at.doc]);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" });
    mark.current?.focus({ preventScroll: true });
  }, [page, at.start]);
  const [start = 0, end = 0] = page ? toUnits(page.text, [at.start, at.end]) : [];
  return (
    <section class="card document" aria-label="Document">
      <div class="bar">
        {selected.value && (
          <button
            type="button"
            onClick={() => {
              opened.value = null;
            }}
          >
            ← Evidence
          </button>
        )}
        <span class="space" />
        <button
          type="button"
          aria-label="Close the document"
          onClick={() => {
            opened.value = null;
          }}
        >
          ✕
        </button>
      </div>
      {failed && <p class="failure">{failed}</p>}
      {page && (
        <>
          <h2>{page.title || page.id}</h2>
          <p>
            {[page.claims[0]?.publisher || page.publisher, page.published].filter(Boolean).join(", ")}
            {/^https?:\/\//.test(page.url) && (
              <>
                {" "}
                <a href={page.url} rel="noopener noreferrer nofollow" target="_blank">
                  source
                </a>
              </>
            )}
          </p>
          <div class="text">
            {page.text.slice(0, start)}
            <mark ref={mark} tabIndex={-1}>
              {page.text.slice(start, end)}
            </mark>
            {page.text.slice(end)}
          </div>
        </>
      )}
    </section>
  );
}
