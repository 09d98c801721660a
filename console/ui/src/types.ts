// The objects of the HTTP API, as its OpenAPI document describes them.

export interface Named {
  id: string;
  label: string;
}

export interface Evidence {
  claim: string;
  doc: string;
  publisher?: string;
  title?: string;
  url?: string;
  start: number; // bytes into the document's text
  end: number;
  evidence: string;
  subject: string;
  predicate: string;
  object: string;
  speaker?: string;
  speaker_chain?: string[];
  speaker_state?: string;
  polarity: "affirmed" | "denied";
  modality: string;
  published?: string;
  said?: string;
  happened?: string;
  time_text?: string;
  rule?: string;
  confidence: number;
  extractor?: string;
  qualifiers?: Record<string, string>;
}

export interface Step {
  edge: string;
  subject: string;
  predicate: string;
  object: string;
  reversed: boolean;
  inferred: boolean;
  rolled_up?: boolean;
  status: string;
  affirmed_by: string[];
  denied_by: string[];
  claims?: Evidence[];
  more_claims?: number;
}

export interface Answer {
  start: Named;
  end: Named;
  steps?: Step[];
  [stop: string]: unknown;
}

export interface Answers {
  answers: Answer[];
  shown: number;
  truncated: boolean;
  reason?: string;
  undated: number;
}

export interface Fact {
  edge: string;
  subject: Named;
  predicate: string;
  object: Named;
  parties?: Named[];
  status: string;
  first_day: string;
  last_day: string;
  affirmed_by: Named[];
  denied_by: Named[];
  claims: number;
  documents: number;
  publishers: number;
  voices: number;
  rolled_up: boolean;
  evidence: Evidence[];
}

export interface Facts {
  actor: Named;
  other: Named | null;
  total: number;
  facts: Fact[];
  truncated: boolean;
  reason?: string;
}

export interface EdgePage {
  subject: Named;
  predicate: string;
  object: Named;
  forms: string[];
  status: string;
  first_day: string;
  last_day: string;
  affirmed_by: Named[];
  denied_by: Named[];
  documents: number;
  publishers: number;
  voices: number;
  rolled_up: boolean;
  policy: string;
  claims: Evidence[];
}

export interface DocumentPage {
  iri: string;
  id: string;
  title: string;
  publisher: string;
  published: string;
  url: string;
  text: string;
  claims: Evidence[];
}

export interface Info {
  quads: number;
  documents: number;
  claims: number;
  edges: number;
  actors: number;
  statuses: Record<string, number> | null;
}

export interface ClaimChanges {
  relation?: string;
  subject?: string;
  object?: string;
  speaker_chain?: string[];
  polarity?: string;
  modality?: string;
  said?: string;
  happened?: string;
}

export interface Judgement {
  id: string;
  at: string;
  by: string;
  kind: string;
  note?: string;
  claim?: string;
  ground?: string;
  subject?: string;
  relation?: string;
  object?: string;
  evidence?: string;
  change?: ClaimChanges;
  undone: boolean;
  countable: boolean;
}

export interface TextHit {
  doc: string;
  title: string;
  publisher: string;
  published: string;
  field: string;
  start: number;
  end: number;
  snippet: string;
  highlights: { start: number; end: number }[];
  claims: Evidence[];
}

export interface TextsFound {
  query: string;
  total: number;
  hits: TextHit[];
}

export interface GizmoResult {
  labels?: Record<string, string>;
  result: Record<string, unknown>[] | null;
  truncated?: boolean;
  reason?: string;
}

export interface Completions {
  start: number; // bytes
  end: number;
  suggestions: { text: string; kind: string; detail?: string }[] | null;
}

export interface ApiError {
  code: string;
  message: string;
  hint?: string;
  line?: number;
  column?: number;
}

export interface Question {
  name: string;
  title: string;
  about?: string;
  source?: string;
  parameters: { name: string; kind: string; default?: string; help: string }[] | null;
}

export interface TableAnswer {
  title: string;
  source?: string;
  columns: string[] | null;
  rows: { text: string; id?: string }[][] | null;
  paths: string[] | null;
}
