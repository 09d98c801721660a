// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Row } from "../state";
import { gexfOf, jsonldOf, xml } from "./forms";

const hostile = `"><script>x()</script>&\u0001`;
const row: Row = {
  key: "k",
  edge: "edge:1",
  subject: { id: "state:FJI", label: hostile },
  predicate: "supplies_arms_to",
  object: { id: "state:WSM", label: "Samoa" },
  status: "disputed",
  affirmed: ["state:WSM"],
  denied: ["state:FJI"],
  claims: 2,
  day: "2024-03-01",
  days: [],
};

test("GEXF is well-formed whatever the labels", () => {
  const doc = new DOMParser().parseFromString(gexfOf([row]), "text/xml");
  expect(doc.querySelector("parsererror")).toBeNull();
  expect(doc.querySelectorAll("node").length).toBe(2);
  expect(doc.querySelectorAll("edge").length).toBe(1);
  expect(gexfOf([row])).not.toMatch(/<script/);
});

test("JSON-LD puts the relation into the graph of its edge", () => {
  const list = JSON.parse(jsonldOf([row]));
  expect(list).toHaveLength(3);
  expect(list[2]).toEqual({
    "@id": "edge:1",
    "@graph": [{ "@id": "state:FJI", "rel:supplies_arms_to": [{ "@id": "state:WSM" }] }],
  });
});

test("XML text", () => {
  expect(xml(`a<b>&"\u0000`)).toBe("a&lt;b&gt;&amp;&quot;\ufffd");
});
