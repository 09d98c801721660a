import { useEffect, useState } from "preact/hooks";
import * as api from "../api";
import { show } from "../state";
import type { Question, TableAnswer } from "../types";

// Questions offers the named questions: choose one, fill in its parameters, and read the table. An actor in it opens its page.
export function Questions() {
  const [all, setAll] = useState<Question[]>([]);
  const [chosen, setChosen] = useState<Question | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<TableAnswer | null>(null);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    api.questions().then(setAll, () => setAll([]));
  }, []);
  const run = async () => {
    if (!chosen) return;
    setFailed("");
    setAnswer(null);
    try {
      setAnswer(await api.question(chosen.name, values));
    } catch (e) {
      setFailed(e instanceof Error ? e.message : String(e));
    }
  };
  if (!all.length) return null;
  return (
    <details class="questions-box">
      <summary>Questions with a name</summary>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void run();
        }}
      >
        <select
          aria-label="Question"
          value={chosen?.name ?? ""}
          onChange={(e) => {
            const q = all.find((x) => x.name === e.currentTarget.value) ?? null;
            setChosen(q);
            setValues({});
            setAnswer(null);
            setFailed("");
          }}
        >
          <option value="">Choose…</option>
          {all.map((q) => (
            <option key={q.name} value={q.name}>
              {q.title}
            </option>
          ))}
        </select>
        {chosen?.parameters?.map((p) => (
          <label key={p.name} title={p.help}>
            {p.name}{" "}
            <input
              size={14}
              required={!p.default}
              placeholder={p.default || p.help}
              value={values[p.name] ?? ""}
              onInput={(e) => setValues({ ...values, [p.name]: e.currentTarget.value })}
            />
          </label>
        ))}
        {chosen && (
          <button type="submit" class="main">
            Ask
          </button>
        )}
      </form>
      {chosen?.about && <p class="note">{chosen.about}</p>}
      {failed && (
        <p class="failure" role="alert">
          {failed}
        </p>
      )}
      {answer && <NamedTable answer={answer} />}
    </details>
  );
}

function NamedTable({ answer }: { answer: TableAnswer }) {
  return (
    <>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {answer.columns?.map((c) => (
                <th key={c} scope="col">
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows?.map((row) => (
              <tr key={row.map((c) => c.id || c.text).join("|")}>
                {row.map((c, i) => (
                  <td key={answer.columns?.[i] ?? i}>
                    {c.id && /^(state|org|group|person|topic|event|agreement|place):/.test(c.id) ? (
                      <button type="button" class="link" onClick={() => c.id && show(c.id)}>
                        {c.text}
                      </button>
                    ) : (
                      c.text
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!answer.rows?.length && <p>No rows.</p>}
      {answer.source && <p class="note">Defined in: {answer.source}</p>}
      <p class="note">
        <code>{answer.paths?.join("  ")}</code>
      </p>
    </>
  );
}
