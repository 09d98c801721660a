import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import * as api from "../api";
import { learnIds, names } from "../state";
import type { ClaimChanges, Evidence, Judgement } from "../types";
import { relationText, shortId } from "../words";

// The analyst's hand: accept, reject, correct or note a claim, and take a judgement back. Who may not write sees the judgements alone.

const label = (id: string) => names.value.get(id) ?? shortId(id);
const mayJudge = signal<boolean | null>(null); // null: not asked yet
const relations = signal<string[]>([]);
const judgeKey = "entente.judge";
const judge = signal(remembered());

function remembered(): string {
  try {
    return localStorage.getItem(judgeKey) ?? "";
  } catch {
    return "";
  }
}

function remember(name: string) {
  judge.value = name;
  try {
    localStorage.setItem(judgeKey, name);
  } catch {
    // private windows may refuse: the name then lasts as long as the page
  }
}

// useAccess asks once what this page may do.
export function useAccess(): boolean {
  useEffect(() => {
    if (mayJudge.value !== null) return;
    mayJudge.value = false;
    api.access().then(
      (role) => {
        mayJudge.value = role === "load" || role === "admin";
      },
      () => undefined,
    );
  }, []);
  return mayJudge.value === true;
}

const done: Record<string, string> = {
  accept: "accepted",
  reject: "rejected",
  correct: "corrected",
  note: "noted",
  undo: "undone",
};

// Verdicts lists what was decided: by whom, when, why.
export function Verdicts({ list, onJudged }: { list: Judgement[]; onJudged: () => void }) {
  const may = useAccess();
  const [failed, setFailed] = useState("");
  useEffect(() => void learnIds(api.idsIn(list)), [list]);
  if (!list.length) return null;
  const undo = async (id: string) => {
    setFailed("");
    try {
      await api.judge({ kind: "undo", by: judge.value || "analyst", undoes: id });
      onJudged();
    } catch (e) {
      setFailed(e instanceof Error ? e.message : String(e));
    }
  };
  return (
    <ul class="verdicts">
      {list.map((j) => (
        <li key={j.id} class={j.undone ? "undone" : j.kind}>
          <strong>{done[j.kind] ?? j.kind}</strong> by {j.by}, <time dateTime={j.at}>{j.at.slice(0, 16).replace("T", " ")}</time>
          {j.change && <> · {changeText(j.change)}</>}
          {j.note && <> · “{j.note}”</>}
          {j.undone && <> · taken back</>}
          {!j.undone && j.kind !== "undo" && may && (
            <>
              {" "}
              <button type="button" class="link" onClick={() => void undo(j.id)}>
                Undo
              </button>
            </>
          )}
        </li>
      ))}
      {failed && (
        <li class="failure" role="alert">
          {failed}
        </li>
      )}
    </ul>
  );
}

function changeText(c: ClaimChanges): string {
  const parts = [
    c.subject !== undefined && `from ${label(c.subject)}`,
    c.relation !== undefined && relationText(c.relation),
    c.object !== undefined && `to ${label(c.object)}`,
    c.polarity,
    c.modality,
    c.said !== undefined && `said ${c.said || "unknown"}`,
    c.happened !== undefined && `happened ${c.happened || "unknown"}`,
    c.speaker_chain && (c.speaker_chain.length ? `says ${c.speaker_chain.map(label).join(", quoting ")}` : "the article speaks"),
  ];
  return parts.filter(Boolean).join(", ");
}

type Kind = "accept" | "reject" | "correct" | "note";
const kinds: [Kind, string][] = [
  ["accept", "Accept"],
  ["reject", "Reject"],
  ["correct", "Correct…"],
  ["note", "Note…"],
];

// Judging are the buttons of one claim, and the form that a chosen one opens.
export function Judging({ claim, onJudged }: { claim: Evidence; onJudged: () => void }) {
  const may = useAccess();
  const [kind, setKind] = useState<Kind | null>(null);
  if (!may) return null;
  return (
    <div class="judging">
      <fieldset aria-label="Judge this claim">
        {kinds.map(([k, title]) => (
          <button key={k} type="button" aria-expanded={kind === k} onClick={() => setKind(kind === k ? null : k)}>
            {title}
          </button>
        ))}
      </fieldset>
      {kind && (
        <JudgeForm
          key={kind}
          kind={kind}
          claim={claim}
          onDone={() => {
            setKind(null);
            onJudged();
          }}
        />
      )}
    </div>
  );
}

function JudgeForm({ kind, claim, onDone }: { kind: Kind; claim: Evidence; onDone: () => void }) {
  const [note, setNote] = useState("");
  const [change, setChange] = useState<ClaimChanges>({});
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    if (kind !== "correct" || relations.value.length) return;
    api.relations().then(
      (list) => {
        relations.value = list;
      },
      () => undefined,
    );
  }, [kind]);
  const send = async () => {
    setBusy(true);
    setFailed("");
    try {
      await api.judge({ kind, by: judge.value, claim: claim.claim, note, ...(kind === "correct" ? { change } : {}) });
      onDone();
    } catch (e) {
      setFailed(
        e instanceof api.Failure && e.problem.hint
          ? `${e.message}: ${e.problem.hint}`
          : e instanceof Error
            ? e.message
            : String(e),
      );
    } finally {
      setBusy(false);
    }
  };
  const plain = claim.predicate.split("~")[0] ?? "";
  // set keeps what differs from the reading, and forgets what was set back.
  const set = (field: keyof ClaimChanges, value: string, read: string) => {
    const next = { ...change, [field]: value };
    if (value === read) delete next[field];
    setChange(next);
  };
  const text = (field: "subject" | "object" | "said" | "happened", title: string, read: string) => (
    <label>
      {title}
      <input value={(change[field] as string | undefined) ?? read} onInput={(e) => set(field, e.currentTarget.value, read)} />
    </label>
  );
  const choice = (field: "relation" | "polarity" | "modality", title: string, read: string, all: string[]) => (
    <label>
      {title}
      <select value={(change[field] as string | undefined) ?? read} onChange={(e) => set(field, e.currentTarget.value, read)}>
        {[...new Set([read, ...all])].map((v) => (
          <option key={v} value={v}>
            {field === "relation" ? relationText(v) : v}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      {kind === "correct" && (
        <>
          {text("subject", "Who", claim.subject)}
          {choice("relation", "Relation", plain, relations.value)}
          {text("object", "To whom", claim.object)}
          {choice("polarity", "Polarity", claim.polarity, ["affirmed", "denied"])}
          {choice("modality", "Modality", claim.modality, ["asserted", "reported", "planned", "demanded", "hypothetical"])}
          {text("said", "Said on", claim.said ?? "")}
          {text("happened", "Happened on", claim.happened ?? "")}
        </>
      )}
      <label>
        {kind === "note" ? "Note" : "Why (may stay empty)"}
        <input required={kind === "note"} value={note} onInput={(e) => setNote(e.currentTarget.value)} />
      </label>
      <label>
        Your name
        <input required autocomplete="name" value={judge.value} onInput={(e) => remember(e.currentTarget.value)} />
      </label>
      <button type="submit" class="main" disabled={busy || (kind === "correct" && !Object.keys(change).length)}>
        {
          { accept: "Accept the claim", reject: "Reject the claim", correct: "Enter the correction", note: "Leave the note" }[
            kind
          ]
        }
      </button>
      {failed && (
        <p class="failure" role="alert">
          {failed}
        </p>
      )}
    </form>
  );
}

// Decisions lists all judgements, also those whose relation is gone because of them.
export function Decisions() {
  const [list, setList] = useState<{ judgements: Judgement[]; total: number } | null>(null);
  const [failed, setFailed] = useState("");
  const load = () =>
    void api.judgements([]).then(
      (r) => learnIds(api.idsIn(r.judgements)).then(() => setList(r)),
      (e) => setFailed(String(e.message ?? e)),
    );
  useEffect(load, []);
  return (
    <>
      {failed && <p class="failure">{failed}</p>}
      {list?.total === 0 && (
        <p>Nobody has judged anything yet. Open a relation's evidence to accept, reject or correct a claim.</p>
      )}
      {list && list.total > list.judgements.length && (
        <p class="note">
          The last {list.judgements.length} of {list.total}.
        </p>
      )}
      <ol class="claims decisions">
        {list?.judgements.map((j) => (
          <li key={j.id}>
            {j.relation && (
              <p class="statement">
                {label(j.subject ?? "")} <strong>{relationText(j.relation)}</strong> {label(j.object ?? "")}
              </p>
            )}
            {j.evidence && <blockquote>{j.evidence}</blockquote>}
            <Verdicts list={[j]} onJudged={load} />
            {j.kind !== "undo" && !j.undone && !j.countable && <p class="note">What it speaks of is not in the graph now.</p>}
          </li>
        ))}
      </ol>
    </>
  );
}
