import { computed, effect, signal } from "@preact/signals";
import * as api from "./api";
import { type Drawing, drawingOf, needsShape } from "./drawing";
import { blank, decode, encode, type Mode, type View } from "./share";
import type { Answer, ApiError, Fact, GizmoResult, Named, TextsFound } from "./types";
import { dayOf, inDays } from "./words";

// What is on the page: one selection, shared by graph, table, timeline, map and evidence.

export const mode = signal<Mode>(blank.mode);
export const text = signal(""); // the expression, script or actor ids that the editor holds
export const view = signal<View>(blank.view);
export const selected = signal(""); // edge id
export const opened = signal<{ doc: string; start: number; end: number } | null>(null);
export const since = signal("");
export const until = signal("");
export const expanded = signal<string[]>([]);
export const waiting = signal(false); // a link was opened: its query runs only when asked for

export const running = signal(false);
export const failure = signal<ApiError | null>(null);
export const notice = signal(""); // what was cut, how to get more
export const answers = signal<Answer[]>([]);
export const actor = signal<Named | null>(null);
export const other = signal<Named | null>(null);
export const dossier = signal<Fact[]>([]);
export const opens = signal<Fact[]>([]); // facts of nodes opened in the graph
export const script = signal<GizmoResult | null>(null);
export const drawing = signal<Drawing>({ nodes: [], lines: [] }); // of the script's results
export const texts = signal<TextsFound | null>(null);
export const decisions = signal(false); // the list of judgements is open
export const names = signal<Map<string, string>>(new Map()); // labels seen so far, by id

// Row is one edge as every view shows it.
export interface Row {
  key: string;
  edge: string;
  subject: Named;
  predicate: string;
  object: Named;
  status: string;
  affirmed: string[];
  denied: string[];
  claims: number;
  day: string; // last day attested
  days: string[];
  stop?: string;
}

const name = (id: string): Named => ({ id, label: names.value.get(id) ?? id.replace(/^[a-z]+:/, "").replaceAll("-", " ") });

function rowsOfAnswers(list: Answer[]): Row[] {
  const rows = new Map<string, Row>();
  for (const a of list) {
    for (const s of a.steps ?? []) {
      const key = `${s.edge || `${s.subject} ${s.object}`} ${s.predicate}`;
      if (rows.has(key)) continue;
      const days = (s.claims ?? []).map(dayOf).filter(Boolean);
      rows.set(key, {
        key,
        edge: s.edge,
        subject: name(s.subject),
        predicate: s.predicate,
        object: name(s.object),
        status: s.status,
        affirmed: s.affirmed_by,
        denied: s.denied_by,
        claims: (s.claims?.length ?? 0) + (s.more_claims ?? 0),
        day: days.at(-1) ?? "",
        days,
      });
    }
  }
  return [...rows.values()];
}

function rowsOfFacts(list: Fact[]): Row[] {
  return list.map((f) => ({
    key: `${f.edge} ${f.predicate}`,
    edge: f.edge,
    subject: f.subject,
    predicate: f.predicate,
    object: f.object,
    status: f.status,
    affirmed: f.affirmed_by.map((n) => n.id),
    denied: f.denied_by.map((n) => n.id),
    claims: f.claims,
    day: f.last_day,
    days: [f.first_day, f.last_day, ...f.evidence.map(dayOf)].filter(Boolean),
  }));
}

function rowsOfDrawing(d: Drawing): Row[] {
  return d.lines.map((l) => ({
    key: `${l.from} ${l.relation} ${l.to}`,
    edge: "",
    subject: name(l.from),
    predicate: l.relation,
    object: name(l.to),
    status: "",
    affirmed: [],
    denied: [],
    claims: l.count,
    day: "",
    days: [],
  }));
}

// loose are nodes to draw that no relation holds: results of a script.
export const loose = computed<Named[]>(() => (script.value ? drawing.value.nodes.map(name) : []));

export const allRows = computed<Row[]>(() => {
  const base =
    mode.value === "actor"
      ? rowsOfFacts(dossier.value)
      : script.value
        ? rowsOfDrawing(drawing.value)
        : rowsOfAnswers(answers.value);
  const seen = new Set(base.map((r) => r.key));
  return [...base, ...rowsOfFacts(opens.value).filter((r) => !seen.has(r.key))];
});

export const rows = computed<Row[]>(() =>
  allRows.value.filter((r) => (!since.value && !until.value) || r.days.some((d) => inDays(d, since.value, until.value))),
);

// learn keeps labels, so that a node is shown by its name wherever it turns up.
export function learn(list: Named[]) {
  const next = new Map(names.value);
  for (const n of list) if (n.label && n.label !== n.id) next.set(n.id, n.label);
  if (next.size !== names.value.size) names.value = next;
}

// learnIds asks for the names of ids that no answer has named yet; without them the ids are shown.
export async function learnIds(ids: string[]) {
  const unknown = [...new Set(ids)].filter((id) => id && !names.value.has(id)).slice(0, 200);
  if (!unknown.length) return;
  const found = await api.labels(unknown).catch(() => ({}));
  learn(Object.entries(found).map(([id, label]) => ({ id, label })));
}

const learnFacts = (list: Fact[]) =>
  learn(list.flatMap((f) => [f.subject, f.object, ...(f.parties ?? []), ...f.affirmed_by, ...f.denied_by]));

let current: AbortController | undefined;

// stop ends the running query, here and on the server.
export function stop() {
  current?.abort();
}

export const pageSize = 200;

// run answers what the editor holds.
export async function run(limit = pageSize) {
  current?.abort();
  const mine = new AbortController();
  current = mine;
  running.value = true;
  waiting.value = false;
  failure.value = null;
  notice.value = "";
  opens.value = [];
  answers.value = [];
  script.value = null;
  drawing.value = { nodes: [], lines: [] };
  texts.value = null;
  remember();
  try {
    if (mode.value === "actor") await runActor(limit, mine.signal);
    else if (mode.value === "text") await runTexts(mine.signal);
    else if (mode.value === "gizmo") await runGizmo(limit, mine.signal);
    else await runPath(limit, mine.signal);
    for (const id of expanded.value) await open(id, mine.signal);
  } catch (e) {
    if (mine.signal.aborted) {
      if (current === mine) notice.value = "Stopped. What had arrived by then is shown.";
    } else {
      failure.value = e instanceof api.Failure ? e.problem : { code: "failed", message: String(e) };
    }
  } finally {
    if (current === mine) running.value = false;
  }
}

async function runPath(limit: number, signal: AbortSignal) {
  const end = await api.path(
    text.value,
    limit,
    (batch) => {
      learn(batch.flatMap((a) => [a.start, a.end]));
      answers.value = [...answers.value, ...batch];
    },
    signal,
  );
  if (end.truncated) notice.value = `Only the first ${end.shown} answers are shown (${end.reason}).`;
  if (end.undated) notice.value += ` ${end.undated} claims without a date were passed over.`;
}

async function runActor(limit: number, signal: AbortSignal) {
  const [a = "", b = ""] = text.value.split(" ");
  const f = await api.facts(a, b, limit, signal);
  learnFacts(f.facts);
  learn([f.actor, ...(f.other ? [f.other] : [])]);
  actor.value = f.actor;
  other.value = f.other;
  dossier.value = f.facts;
  if (f.truncated) notice.value = `${f.facts.length} of ${f.total} facts are shown, those with most claims first.`;
}

async function runTexts(signal: AbortSignal) {
  const found = await api.texts(text.value, since.value, until.value, 50, signal);
  await learnIds(found.hits.map((h) => h.publisher));
  if (!signal.aborted) texts.value = found;
}

async function runGizmo(limit: number, signal: AbortSignal) {
  const asked = text.value;
  const r = await api.gizmo(asked, limit, signal);
  const list = r.result ?? [];
  // The picture is a help: where the form of the query cannot be had, the results stand by themselves.
  const shape = needsShape(list) ? await api.shape(asked, signal).catch(() => null) : null;
  if (signal.aborted) return;
  learn(Object.entries(r.labels ?? {}).map(([id, label]) => ({ id, label })));
  drawing.value = drawingOf(list, shape);
  await learnIds(drawing.value.nodes);
  script.value = r;
  if (r.truncated) notice.value = `Only the first ${r.result?.length ?? 0} results are shown (${r.reason}).`;
}

// refresh brings an actor's page up to date after a judgement; answers of a query are asked again only when the reader wants it.
export async function refresh() {
  if (running.value) return;
  if (mode.value === "actor") {
    await runActor(Math.max(pageSize, dossier.value.length), new AbortController().signal);
    const list = expanded.value;
    opens.value = [];
    for (const id of list) await open(id);
    return;
  }
  if (answers.value.length)
    notice.value = "A claim was judged since these answers were found: run the query again to see what changed.";
}

const opening = 30; // facts of a node that one click adds

// open adds a node's facts to the picture; a second time takes them away again.
export async function toggle(id: string) {
  if (expanded.value.includes(id)) {
    expanded.value = expanded.value.filter((x) => x !== id);
    opens.value = opens.value.filter((f) => f.subject.id !== id && f.object.id !== id);
    return;
  }
  expanded.value = [...expanded.value, id];
  await open(id).catch((e) => {
    failure.value = e instanceof api.Failure ? e.problem : { code: "failed", message: String(e) };
  });
}

async function open(id: string, signal?: AbortSignal) {
  const f = await api.facts(id, "", opening, signal);
  learnFacts(f.facts);
  opens.value = [...opens.value, ...f.facts];
  if (f.truncated) notice.value = `${f.facts.length} of ${f.total} facts of ${f.actor.label} were added.`;
}

// show opens the page of an actor, or of a pair.
export function show(a: string, b = "") {
  mode.value = "actor";
  text.value = b ? `${a} ${b}` : a;
  expanded.value = [];
  selected.value = "";
  void run();
}

// find looks for words in the texts.
export function find(words: string) {
  mode.value = "text";
  text.value = words;
  expanded.value = [];
  selected.value = "";
  void run();
}

export function ask(expression: string) {
  mode.value = "path";
  text.value = expression;
  expanded.value = [];
  selected.value = "";
  void run();
}

// queryOf is the expression that gives what an actor's page shows.
export const queryOf = computed(() => {
  if (mode.value !== "actor" || !actor.value) return "";
  const from = `"${actor.value.label}"`;
  return other.value ? `${from}/(.|^.)/"${other.value.label}"` : `${from}/(.|^.)`;
});

// The history is kept in this browser only.
const historyKey = "entente.history";
export const past = signal<{ mode: Mode; text: string }[]>(readPast());

function readPast(): { mode: Mode; text: string }[] {
  try {
    const list = JSON.parse(localStorage.getItem(historyKey) ?? "[]");
    return Array.isArray(list) ? list.filter((x) => typeof x?.text === "string").slice(0, 50) : [];
  } catch {
    return [];
  }
}

function remember() {
  if (!text.value.trim() || mode.value === "actor" || mode.value === "text") return;
  const entry = { mode: mode.value, text: text.value };
  past.value = [entry, ...past.value.filter((p) => p.text !== entry.text)].slice(0, 50);
  try {
    localStorage.setItem(historyKey, JSON.stringify(past.value));
  } catch {
    // private windows may refuse: the history then lasts as long as the page
  }
}

// restore reads the link that the page was opened with. An actor's page and its facts are cheap and come at once;
// an expression or a script waits for a click, since a link must not start an expensive query by itself.
export function restore() {
  const s = decode(location.hash);
  mode.value = s.mode;
  text.value = s.q;
  view.value = s.view;
  selected.value = s.edge;
  since.value = s.since;
  until.value = s.until;
  expanded.value = s.expanded;
  if (!s.q) return;
  if (s.mode === "actor" || s.mode === "text") void run();
  else waiting.value = true;
}

export function keepLink() {
  effect(() => {
    const fragment = encode({
      mode: mode.value,
      q: text.value,
      view: view.value,
      edge: selected.value,
      since: since.value,
      until: until.value,
      expanded: expanded.value,
    });
    if (fragment !== location.hash.replace(/^#/, "")) history.replaceState(null, "", fragment ? `#${fragment}` : "./");
  });
}
