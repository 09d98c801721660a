import { expect, test } from "vitest";
import { byteLength, formOf, inDays, relationText, toUnits } from "./words";

test("relations in words", () => {
  expect(relationText("rel:concerned_about")).toBe("concerned about");
  expect(relationText("met_with~not-planned")).toBe("met with (not planned)");
  expect(formOf("met_with~planned")).toBe("planned");
  expect(formOf("met_with")).toBe("");
});

test("vague dates count when they can fall inside", () => {
  expect(inDays("2024", "2024-06-01", "")).toBe(true);
  expect(inDays("2023", "2024-06-01", "")).toBe(false);
  expect(inDays("2024-07-01", "", "2024-06")).toBe(false);
  expect(inDays("2024-06-30", "", "2024-06")).toBe(true);
  expect(inDays("2019/..", "2024", "2025")).toBe(true);
  expect(inDays("", "2024", "")).toBe(false);
  expect(inDays("", "", "")).toBe(true);
});

test("byte offsets become string offsets", () => {
  const text = "Élysée – “nein” 🕊 end";
  for (const part of ["Élysée", "“nein”", "🕊", "end"]) {
    const at = text.indexOf(part);
    const start = byteLength(text.slice(0, at));
    expect(toUnits(text, [start, start + byteLength(part)])).toEqual([at, at + part.length]);
  }
});
