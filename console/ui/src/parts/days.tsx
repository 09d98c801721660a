import { scaleLinear, scaleTime } from "d3-scale";
import { useRef, useState } from "preact/hooks";
import { allRows, rows, since, until } from "../state";
import { FactTable } from "./table";

const width = 720;
const height = 120;
const bottom = 20;

// monthOf gives the month that a date certainly falls in, or nothing.
const monthOf = (day: string): string => (/^\d{4}-\d{2}/.test(day) ? day.slice(0, 7) : "");

// Days counts the dated claims month by month. Dragging over the bars, or typing two days, limits every view to them.
export function Days() {
  const counts = new Map<string, number>();
  for (const r of allRows.value) {
    for (const m of new Set(r.days.map(monthOf))) if (m) counts.set(m, (counts.get(m) ?? 0) + 1);
  }
  const undated = allRows.value.filter((r) => !r.days.some(monthOf)).length;
  return (
    <div class="days">
      {counts.size > 0 && <Bars counts={counts} />}
      <form onSubmit={(e) => e.preventDefault()}>
        <DayInput label="from" value={since.value} set={(v) => (since.value = v)} />
        <DayInput label="to" value={until.value} set={(v) => (until.value = v)} />
        {(since.value || until.value) && (
          <button
            type="button"
            onClick={() => {
              since.value = "";
              until.value = "";
            }}
          >
            All days
          </button>
        )}
        {undated > 0 && <span>{undated} relations have no date as fine as a month</span>}
      </form>
      {rows.value.length > 0 && <FactTable />}
    </div>
  );
}

function DayInput({ label, value, set }: { label: string; value: string; set: (v: string) => void }) {
  return (
    <label>
      {label}{" "}
      <input
        inputMode="numeric"
        size={10}
        placeholder="2024-07-01"
        pattern="\d{4}(-\d{2}(-\d{2})?)?"
        value={value}
        onChange={(e) => set(e.currentTarget.checkValidity() ? e.currentTarget.value : "")}
      />
    </label>
  );
}

function Bars({ counts }: { counts: Map<string, number> }) {
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const months = [...counts.keys()].sort();
  const first = new Date(`${months[0]}-01T00:00Z`);
  const last = new Date(`${months.at(-1)}-01T00:00Z`);
  last.setUTCMonth(last.getUTCMonth() + 1);
  const x = scaleTime([first, last], [30, width - 8]);
  const y = scaleLinear([0, Math.max(...counts.values())], [height - bottom, 6]);
  const bar = Math.max(2, (width - 38) / Math.max(1, (last.getTime() - first.getTime()) / 2.63e9) - 1);
  const at = (e: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    return box ? ((e.clientX - box.left) / box.width) * width : 0;
  };
  const day = (px: number) => x.invert(px).toISOString().slice(0, 10);
  const drop = () => {
    if (drag && Math.abs(drag[0] - drag[1]) > 3) {
      since.value = day(Math.min(...drag));
      until.value = day(Math.max(...drag));
    }
    setDrag(null);
  };
  const shown: [number, number] | null =
    drag ??
    (since.value || until.value
      ? [x(since.value ? new Date(since.value) : first), x(until.value ? new Date(until.value) : last)]
      : null);
  return (
    <svg
      ref={svg}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Claims by month, ${months[0]} to ${months.at(-1)}`}
      onPointerDown={(e) => {
        e.currentTarget.setPointerCapture(e.pointerId);
        setDrag([at(e), at(e)]);
      }}
      onPointerMove={(e) => drag && setDrag([drag[0], at(e)])}
      onPointerUp={drop}
    >
      {[...counts].map(([m, n]) => (
        <rect key={m} class="bar-month" x={x(new Date(`${m}-01T00:00Z`))} y={y(n)} width={bar} height={height - bottom - y(n)}>
          <title>{`${m}: ${n}`}</title>
        </rect>
      ))}
      {shown && (
        <rect class="brush" x={Math.min(...shown)} y={2} width={Math.abs(shown[0] - shown[1])} height={height - bottom - 2} />
      )}
      {x.ticks(6).map((t) => (
        <text key={t.getTime()} x={x(t)} y={height - 5} text-anchor="middle">
          {t.getUTCMonth() ? t.toISOString().slice(0, 7) : t.getUTCFullYear()}
        </text>
      ))}
      <text x={4} y={14}>
        {Math.max(...counts.values())}
      </text>
    </svg>
  );
}
