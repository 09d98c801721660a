import { ask, decisions, opened, selected } from "../state";

// Conflicts opens what sources dispute, and what only one side says.
export function Conflicts() {
  return (
    <nav aria-label="Views of the whole graph">
      <button type="button" onClick={() => ask("?state/.[disputed]")} title="Relations that one voice affirms and another denies">
        Disputed
      </button>
      <button
        type="button"
        onClick={() => ask("?state/.[status=ascribed]")}
        title="Attitudes that only others ascribe to somebody"
      >
        One-sided
      </button>
      <button
        type="button"
        aria-pressed={decisions.value}
        title="What people accepted, rejected and corrected"
        onClick={() => {
          opened.value = null;
          selected.value = "";
          decisions.value = !decisions.value;
        }}
      >
        Judgements
      </button>
    </nav>
  );
}
