import type { QueryShape } from "./drawing";
import type {
  Answer,
  Answers,
  ApiError,
  ClaimChanges,
  Completions,
  DocumentPage,
  EdgePage,
  Facts,
  GizmoResult,
  Info,
  Judgement,
  Named,
  Question,
  TableAnswer,
  TextsFound,
} from "./types";

// Failure is an error that the server explained.
export class Failure extends Error {
  readonly problem: ApiError;
  constructor(problem: ApiError) {
    super(problem.message);
    this.problem = problem;
  }
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: "same-origin", ...init });
  if (response.ok) return response;
  let problem: ApiError = { code: "failed", message: `the server answered ${response.status}` };
  try {
    const body = await response.json();
    if (body.error) problem = body.error;
    else if (body.title) problem = { code: "failed", message: body.detail || body.title };
  } catch {
    // no JSON: the status says what there is to say
  }
  throw new Failure(problem);
}

const get = async <T>(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<T> =>
  (await request(`${path}?${new URLSearchParams(query)}`, { signal })).json();

export const search = (q: string, signal?: AbortSignal) =>
  get<{ results: Named[] | null }>("api/v1/search", { q, limit: "8" }, signal).then((r) => r.results ?? []);

export const facts = (a: string, b: string, limit: number, signal?: AbortSignal) =>
  get<Facts>("api/v1/facts", b ? { a, b, limit: `${limit}` } : { a, limit: `${limit}` }, signal);

export const report = async (a: string, b: string): Promise<string> =>
  (await request(`api/v1/report?${new URLSearchParams(b ? { a, b, max_claims: "-1" } : { a, max_claims: "-1" })}`)).text();

export const edge = (id: string, signal?: AbortSignal) =>
  get<{ edge: EdgePage }>("api/v1/show", { id }, signal).then((r) => r.edge);

export const document = (id: string, signal?: AbortSignal) => get<DocumentPage>("api/v1/document", { id }, signal);

export const info = () => get<Info>("api/v1/info", {});

export const complete = (q: string, at: number, signal?: AbortSignal) =>
  get<Completions>("api/v1/suggest", { q, at: `${at}` }, signal);

export const questions = () => get<{ questions: Question[] }>("api/v1/questions", {}).then((r) => r.questions);

export async function question(name: string, values: Record<string, string>): Promise<TableAnswer> {
  const query = new URLSearchParams({ name });
  for (const [k, v] of Object.entries(values)) if (v) query.append("argument", `${k}=${v}`);
  return (await request(`api/v1/question?${query}`)).json();
}

export const loadDemo = () => request("api/v1/demo", { method: "POST" });

// path streams the answers of an expression: each batch is handed over as it arrives, so that the first ones
// are on the screen while the rest is still being found. Aborting the signal stops the query on the server.
export async function path(
  expression: string,
  limit: number,
  onAnswers: (batch: Answer[]) => void,
  signal: AbortSignal,
): Promise<Omit<Answers, "answers">> {
  const response = await request("api/v1/path", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ expression, limit, evidence: true, max_claims: 3, format: "jsonl" }),
    signal,
  });
  const end = { shown: 0, truncated: false, reason: "", undated: 0 };
  for await (const lines of jsonLines(response)) {
    const batch: Answer[] = [];
    for (const line of lines) {
      if (line.error) throw new Failure(line.error as ApiError);
      if (line.start) batch.push(line as unknown as Answer);
      else Object.assign(end, line);
    }
    end.shown += batch.length;
    if (batch.length) onAnswers(batch);
  }
  return end;
}

async function* jsonLines(response: Response): AsyncGenerator<Record<string, unknown>[]> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    const parsed = lines.filter((l) => l.trim()).map((l) => JSON.parse(l) as Record<string, unknown>);
    if (parsed.length) yield parsed;
    if (done) return;
  }
}

export async function gizmo(script: string, limit: number, signal: AbortSignal): Promise<GizmoResult> {
  const response = await request(`api/v1/gizmo?limit=${limit}`, {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: script,
    signal,
  });
  return response.json();
}

// shape is the form of a script's query: what its results are linked to.
export async function shape(script: string, signal: AbortSignal): Promise<QueryShape> {
  const response = await request("api/v1/shape/gizmo", {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: script,
    signal,
  });
  return response.json();
}

export const texts = (q: string, since: string, until: string, limit: number, signal: AbortSignal) =>
  get<TextsFound>(
    "api/v1/search/text",
    { q, limit: `${limit}`, ...(since ? { since } : {}), ...(until ? { until } : {}) },
    signal,
  );

export async function labels(ids: string[]): Promise<Record<string, string>> {
  const query = new URLSearchParams();
  for (const id of ids.slice(0, 200)) query.append("id", id);
  return (await (await request(`api/v1/labels?${query}`)).json()).labels;
}

export const access = () => get<{ role: string }>("api/v1/access", {}).then((r) => r.role);

export const relations = () =>
  get<{ relations: { name: string }[] }>("api/v1/schema", {}).then((r) => r.relations.map((x) => x.name).sort());

// judgements of claims, or all; newest first.
export async function judgements(claims: string[]): Promise<{ judgements: Judgement[]; total: number }> {
  const query = new URLSearchParams({ limit: "200" });
  for (const c of claims.slice(0, 200)) query.append("claim", c);
  return (await request(`api/v1/judgements?${query}`)).json();
}

// idsIn are the actors that judgements speak of.
export const idsIn = (list: Judgement[]): string[] =>
  list.flatMap((j) =>
    [j.subject, j.object, j.change?.subject, j.change?.object, ...(j.change?.speaker_chain ?? [])].filter(
      (id) => id !== undefined,
    ),
  );

export interface Decision {
  kind: string;
  by: string;
  claim?: string;
  note?: string;
  change?: ClaimChanges;
  undoes?: string;
}

export const judge = (d: Decision) =>
  request("api/v1/judgements", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(d) });
