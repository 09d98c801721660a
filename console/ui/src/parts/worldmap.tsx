import { geoNaturalEarth1, geoPath } from "d3-geo";
import type { FeatureCollection } from "geojson";
import { useEffect, useState } from "preact/hooks";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import worldUrl from "world-atlas/countries-110m.json?url";
import { actor, mode, rows, show } from "../state";
import { relationText } from "../words";
import { numeric } from "./numeric";

const width = 960;
const height = 500;

// friendly and hostile group relations as the vocabulary does, by their PLOVER quad class.
const hostile =
  /^(at_war_with|opposes|criticizes|condemns|accuses|denies|rejects|demands|warns|threatens|investigates|sanctions|coerces|pressures|attacks|invades|mobilizes_against|expels|breaks_relations_with|violates|protests_against|uses_disinformation_against|in_dispute_with|competes_with|has_tension_with|regards_as_threat|concerned_about)$/;

// WorldMap colours the states by their relation to the one selected: blue where only friendly ones stand, orange where only
// hostile ones do, striped where both do. The words stand in each state's title and in the table.
export default function WorldMap() {
  const [land, setLand] = useState<FeatureCollection | null>(null);
  useEffect(() => {
    const mine = new AbortController();
    fetch(worldUrl, { signal: mine.signal })
      .then((r) => r.json())
      .then((world: Topology<{ countries: GeometryCollection }>) => setLand(feature(world, world.objects.countries)))
      .catch(() => undefined);
    return () => mine.abort();
  }, []);
  const centre = mode.value === "actor" ? (actor.value?.id ?? "") : "";
  const by = new Map<string, { good: string[]; bad: string[] }>();
  for (const r of rows.value) {
    const relation = relationText(r.predicate);
    const bad = hostile.test(r.predicate.split("~")[0] ?? "");
    for (const n of [r.subject, r.object]) {
      if (!n.id.startsWith("state:") || n.id === centre) continue;
      const at = by.get(n.id) ?? { good: [], bad: [] };
      (bad ? at.bad : at.good).push(`${r.subject.label} ${relation} ${r.object.label}`);
      by.set(n.id, at);
    }
  }
  if (!land) return <p>Loading the map…</p>;
  const draw = geoPath(geoNaturalEarth1().fitSize([width, height], land));
  return (
    <div>
      <svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="States by their relations in this answer">
        <defs>
          <pattern id="both" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" class="good" />
            <rect width="3" height="6" class="bad" />
          </pattern>
        </defs>
        {land.features.map((f) => {
          const id = numeric[`${f.id}`.padStart(3, "0")];
          const at = id ? by.get(id) : undefined;
          const kind =
            id && id === centre
              ? "centre"
              : at
                ? at.good.length && at.bad.length
                  ? "both"
                  : at.good.length
                    ? "good"
                    : "bad"
                : "";
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the table is the keyboard's way
            <path key={`${f.id}${f.properties?.name}`} d={draw(f) ?? ""} class={kind} onClick={() => id && show(id)}>
              <title>{[f.properties?.name, ...(at ? [...at.good, ...at.bad].slice(0, 8) : [])].join("\n")}</title>
            </path>
          );
        })}
      </svg>
      <p class="legend">
        <span class="key fill good">cooperation only</span> <span class="key fill bad">conflict only</span>{" "}
        <span class="key fill both">both</span>
        {centre && <span class="key fill centre">{actor.value?.label}</span>}
      </p>
    </div>
  );
}
