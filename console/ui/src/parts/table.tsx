import { useState } from "preact/hooks";
import { idOf } from "../drawing";
import { answers, names, type Row, rows, script, selected, show } from "../state";
import { relationText, shortId } from "../words";

const label = (id: string) => names.value.get(id) ?? shortId(id);

// Status shows what a relation rests on in a word, never by colour alone.
export function Status({ row }: { row: Pick<Row, "status" | "predicate"> }) {
  const form = row.predicate.split("~")[1];
  const word = row.status || form?.replace("-", " ") || "";
  return word ? <span class={`status ${row.status || "form"}`}>{word}</span> : null;
}

type Order = "subject" | "predicate" | "object" | "status" | "claims" | "day";

// FactTable is equal to the graph: the same rows, the same selection, reached by keyboard.
export function FactTable() {
  const [order, setOrder] = useState<Order>("claims");
  const [falling, setFalling] = useState(true);
  const key = (r: Row): string | number =>
    order === "subject" || order === "object" ? r[order].label.toLowerCase() : order === "claims" ? r.claims : r[order];
  const sorted = [...rows.value].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * (falling ? -1 : 1);
  });
  const head = (o: Order, title: string) => (
    <th scope="col" aria-sort={order === o ? (falling ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        onClick={() => {
          setFalling(order === o ? !falling : o === "claims" || o === "day");
          setOrder(o);
        }}
      >
        {title}
      </button>
    </th>
  );
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {head("subject", "From")}
            {head("predicate", "Relation")}
            {head("object", "To")}
            {head("status", "Status")}
            {head("claims", "Claims")}
            {head("day", "Last")}
          </tr>
        </thead>
        <tbody>
          {sorted.map((r) => (
            <FactRow key={r.key} row={r} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FactRow({ row }: { row: Row }) {
  return (
    <tr aria-selected={row.edge !== "" && row.edge === selected.value}>
      <td>
        <button type="button" class="link" onClick={() => show(row.subject.id)}>
          {row.subject.label}
        </button>
      </td>
      <td>
        <button
          type="button"
          class="link relation"
          disabled={!row.edge}
          onClick={() => {
            selected.value = row.edge;
          }}
        >
          {relationText(row.predicate)}
        </button>
      </td>
      <td>
        <button type="button" class="link" onClick={() => show(row.object.id)}>
          {row.object.label}
        </button>
      </td>
      <td>
        <Status row={row} />
      </td>
      <td class="number">{row.claims}</td>
      <td class="day">{row.day}</td>
    </tr>
  );
}

// AnswerTable lists answers with the steps that lead there.
export function AnswerTable() {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">By way of</th>
          </tr>
        </thead>
        <tbody>
          {answers.value.map((a) => (
            <tr key={`${a.start.id} ${a.end.id}`}>
              <td>{a.start.label}</td>
              <td>
                <button type="button" class="link" onClick={() => show(a.end.id)}>
                  {a.end.label}
                </button>
              </td>
              <td>
                {(a.steps ?? []).map((s) => (
                  <div key={s.edge + s.predicate + s.object}>
                    {label(s.subject)}{" "}
                    <button
                      type="button"
                      class="link relation"
                      aria-pressed={s.edge === selected.value}
                      disabled={!s.edge}
                      onClick={() => {
                        selected.value = s.edge;
                      }}
                    >
                      {relationText(s.predicate)}
                    </button>{" "}
                    {label(s.object)} <Status row={s} />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cell = (v: unknown): string => (typeof v === "string" ? v : JSON.stringify(v));

// ScriptTable shows what a Gizmo script emitted: one column a tag.
export function ScriptTable() {
  const list = script.value?.result ?? [];
  const columns = [...new Set(list.flatMap((r) => Object.keys(r)))];
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c} scope="col">
                {c}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.map((r, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: results have no identity of their own
            <tr key={i}>
              {columns.map((c) => (
                <td key={c}>
                  {c in r ? cell(r[c]) : ""}
                  {script.value?.labels?.[idOf(r[c])] && <small> {script.value.labels[idOf(r[c])]}</small>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
