import { expect, test } from "vitest";
import { blank, decode, encode, type Shared } from "./share";

const states: Shared[] = [
  blank,
  { ...blank, q: "China/concerned_about", view: "table", edge: `edge:${"a".repeat(32)}` },
  { ...blank, mode: "gizmo", q: 'g.V("<state:CHN>").Out().All()\n// ü&=#', since: "2023-10", until: "2024" },
  { ...blank, mode: "actor", q: "state:CHN state:PRK", view: "timeline", expanded: ["state:RUS", "org:nato"] },
];

test("what is encoded is decoded", () => {
  for (const s of states) expect(decode(`#${encode(s)}`)).toEqual(s);
});

test("nothing unexpected comes in from a link", () => {
  const s = decode("#mode=evil&view=<b>&edge=javascript:x&since=today&until=2024-13-99x");
  expect(s).toEqual(blank);
});
