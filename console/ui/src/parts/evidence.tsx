import { useEffect, useState } from "preact/hooks";
import * as api from "../api";
import { learn, names, opened, refresh, selected, show } from "../state";
import type { EdgePage, Evidence, Judgement } from "../types";
import { counted, formOf, relationText, shortId } from "../words";
import { Judging, Verdicts } from "./judging";
import { Status } from "./table";

const label = (id: string) => names.value.get(id) ?? shortId(id);

// EvidencePanel answers for one relation: who says it, who denies it, in which sentence.
export function EvidencePanel({ id }: { id: string }) {
  const [page, setPage] = useState<EdgePage | null>(null);
  const [gone, setGone] = useState<Evidence[]>([]); // claims that were judged away while the panel was open
  const [judged, setJudged] = useState<Judgement[]>([]);
  const [failed, setFailed] = useState("");
  const take = (e: EdgePage) => {
    learn([e.subject, e.object, ...e.affirmed_by, ...e.denied_by]);
    setPage(e);
  };
  const verdicts = (claims: Evidence[]) => api.judgements(claims.map((c) => c.claim)).then((r) => setJudged(r.judgements));
  useEffect(() => {
    const mine = new AbortController();
    setPage(null);
    setGone([]);
    setJudged([]);
    setFailed("");
    api.edge(id, mine.signal).then(
      (e) => {
        take(e);
        verdicts(e.claims).catch(() => undefined); // the evidence stands without them
      },
      (e) => mine.signal.aborted || setFailed(String(e.message ?? e)),
    );
    return () => mine.abort();
  }, [id]);
  // again shows what a judgement made of the relation; claims that no longer count stay in sight, so that it can be undone.
  const again = async () => {
    if (!page) return;
    const before = [...page.claims, ...gone];
    try {
      const now = await api.edge(id).catch((e) => {
        if (e instanceof api.Failure && e.problem.code === "not_found") return { ...page, claims: [], status: "" };
        throw e;
      });
      take(now);
      const there = new Set(now.claims.map((c) => c.claim));
      setGone(before.filter((c) => !there.has(c.claim)));
      await verdicts(before);
      await refresh();
    } catch (e) {
      setFailed(e instanceof Error ? e.message : String(e));
    }
  };
  return (
    <section class="card evidence" aria-label="Evidence">
      <div class="bar">
        <h2>Evidence</h2>
        <span class="space" />
        <button
          type="button"
          aria-label="Close the evidence"
          onClick={() => {
            selected.value = "";
          }}
        >
          ✕
        </button>
      </div>
      {failed && <p class="failure">{failed}</p>}
      {page && <EdgeBody page={page} gone={gone} judged={judged} onJudged={() => void again()} />}
    </section>
  );
}

interface Body {
  page: EdgePage;
  gone: Evidence[];
  judged: Judgement[];
  onJudged: () => void;
}

function EdgeBody({ page, gone, judged, onJudged }: Body) {
  const of = (c: Evidence) => judged.filter((j) => j.claim === c.claim || j.ground === c.claim);
  return (
    <>
      <p class="statement">
        <button type="button" class="link" onClick={() => show(page.subject.id)}>
          {page.subject.label}
        </button>{" "}
        <strong>{relationText(page.predicate)}</strong>{" "}
        <button type="button" class="link" onClick={() => show(page.object.id)}>
          {page.object.label}
        </button>
      </p>
      <p>
        <Status row={{ status: page.status, predicate: page.predicate }} /> {counted(page.claims.length, "claim")},{" "}
        {counted(page.documents, "document")}, {counted(page.publishers, "independent publisher")},{" "}
        {counted(page.voices, "voice")}
        {page.first_day && (
          <>
            , {page.first_day}
            {page.last_day !== page.first_day && ` to ${page.last_day}`}
          </>
        )}
        {page.rolled_up && <> · concluded from what its officials do</>}
      </p>
      <Matrix page={page} />
      <ol class="claims">
        {page.claims.map((c) => (
          <Claim key={c.claim} claim={c} judged={of(c)} onJudged={onJudged} />
        ))}
      </ol>
      {gone.length > 0 && (
        <>
          <h3>No longer counted here</h3>
          <ol class="claims gone">
            {gone.map((c) => (
              <Claim key={c.claim} claim={c} judged={of(c)} onJudged={onJudged} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

// Matrix lists every voice with what it says: affirmed or denied, by form of the relation.
function Matrix({ page }: { page: EdgePage }) {
  const voices = new Map<string, { yes: number; no: number }>();
  for (const c of page.claims) {
    const voice = c.speaker_state || c.speaker || c.publisher || "the article";
    const at = voices.get(voice) ?? { yes: 0, no: 0 };
    if (c.polarity === "denied") at.no++;
    else at.yes++;
    voices.set(voice, at);
  }
  return (
    <table class="matrix">
      <caption>Who says it, who denies it</caption>
      <thead>
        <tr>
          <th scope="col">Voice</th>
          <th scope="col">affirms</th>
          <th scope="col">denies</th>
        </tr>
      </thead>
      <tbody>
        {[...voices].map(([voice, n]) => (
          <tr key={voice}>
            <th scope="row">{label(voice)}</th>
            <td class="number">{n.yes || ""}</td>
            <td class="number">{n.no || ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Claim({ claim, judged, onJudged }: { claim: Evidence; judged: Judgement[]; onJudged: () => void }) {
  const chain = claim.speaker_chain?.length ? claim.speaker_chain : claim.speaker ? [claim.speaker] : [];
  const form = formOf(claim.predicate);
  const said = [claim.polarity === "denied" ? "denied" : "", claim.modality === "asserted" ? "" : claim.modality, form]
    .filter((x, i, all) => x && all.indexOf(x) === i)
    .join(", ");
  return (
    <li>
      <blockquote>{claim.evidence}</blockquote>
      <p>
        {chain.length > 0 ? <>says {chain.map(label).join(", quoting ")}</> : <>in the article's own voice</>}
        {said && <> · {said}</>}
        {claim.happened && <> · happened {claim.happened}</>}
        {claim.said && claim.said !== claim.happened && <> · said {claim.said}</>}
      </p>
      <p>
        <button
          type="button"
          class="link open"
          onClick={() => {
            opened.value = { doc: claim.doc, start: claim.start, end: claim.end };
          }}
        >
          {claim.title || claim.doc}
        </button>
        {claim.publisher && <> · {label(claim.publisher)}</>}
        {claim.published && <> · published {claim.published}</>}
        <small>
          {" "}
          · rule {claim.rule} · confidence {claim.confidence.toFixed(2)}
        </small>
      </p>
      <Verdicts list={judged} onJudged={onJudged} />
      <Judging claim={claim} onJudged={onJudged} />
    </li>
  );
}
