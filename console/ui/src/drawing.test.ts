import { expect, test } from "vitest";
import { drawingOf, needsShape } from "./drawing";

test("two columns are a line from one to the other", () => {
  const list = [
    { id: "<state:PRK>", who: "<state:CHN>", rel: "<rel:concerned_about>" },
    { id: "<state:RUS>", who: "<state:CHN>", rel: "<rel:partner_of>" },
    { id: "<state:RUS>", who: "<state:CHN>", rel: "<rel:partner_of>" },
  ];
  expect(needsShape(list)).toBe(false);
  const d = drawingOf(list, null);
  expect(d.nodes.sort()).toEqual(["state:CHN", "state:PRK", "state:RUS"]);
  expect(d.lines).toEqual([
    { from: "state:CHN", relation: "concerned_about", to: "state:PRK", count: 1 },
    { from: "state:CHN", relation: "partner_of", to: "state:RUS", count: 2 },
  ]);
});

test("one column hangs on the start that the query has", () => {
  const list = [{ id: "<topic:t>" }, { id: "<topic:u>" }];
  expect(needsShape(list)).toBe(true);
  const shape = {
    nodes: [
      { id: 4, values: ["<state:CHN>"], is_fixed: true, is_link_node: false },
      { id: 2, values: ["<rel:concerned_about>"], is_fixed: true, is_link_node: true },
      { id: 1, is_fixed: false, is_link_node: false },
    ],
    links: [{ source: 4, target: 1, link_node: 2 }],
  };
  expect(drawingOf(list, shape).lines.map((l) => `${l.from} ${l.relation} ${l.to}`)).toEqual([
    "state:CHN concerned_about topic:t",
    "state:CHN concerned_about topic:u",
  ]);
  const back = { ...shape, links: [{ source: 1, target: 4, link_node: 2 }] };
  expect(drawingOf(list, back).lines[0]).toEqual({ from: "topic:t", relation: "concerned_about", to: "state:CHN", count: 1 });
  expect(drawingOf(list, null)).toEqual({ nodes: ["topic:t", "topic:u"], lines: [] });
  expect(drawingOf(list, {})).toEqual({ nodes: ["topic:t", "topic:u"], lines: [] });
});

test("literals, numbers and objects are no nodes", () => {
  expect(
    drawingOf(
      [
        { id: "words", n: 3, o: { a: 1 } },
        { id: "<a:b>", n: "<>" },
      ],
      null,
    ),
  ).toEqual({ nodes: ["a:b"], lines: [] });
  expect(drawingOf([], null)).toEqual({ nodes: [], lines: [] });
});
