import type { Evidence, Fact, Named } from "./types";

// relationText shows "concerned_about" as "concerned about", and a form after it in words.
export function relationText(predicate: string): string {
  const [name = "", form] = predicate.replace(/^rel:/, "").split("~");
  const words = name.replaceAll("_", " ");
  return form ? `${words} (${form.replace("-", " ")})` : words;
}

// formOf is "" for the plain relation, else "denied", "planned", ...
export const formOf = (predicate: string): string => predicate.split("~")[1] ?? "";

// shortId is what to show of an id that has no label.
export const shortId = (id: string): string => id.replace(/^[a-z]+:/, "").replaceAll("-", " ");

// dayOf is the day that a claim is filed under.
export const dayOf = (e: Evidence): string => e.happened || e.said || e.published || "";

// inDays says whether a vague date (EDTF) can fall between two days; an empty bound is open.
export function inDays(date: string, since: string, until: string): boolean {
  if (!since && !until) return true;
  const [from = "", to = from] = date.split("/");
  const first = from.slice(0, 10);
  const last = to === ".." || to === "" ? "9999" : to.slice(0, 10);
  if (!/^\d{4}/.test(first)) return false;
  if (since && `${last}~` < since) return false; // "~" sorts after digits: 2024 reaches to its end
  return !(until && first > `${until}~`);
}

export const factDays = (f: Fact): string => (f.first_day === f.last_day ? f.first_day : `${f.first_day} – ${f.last_day}`);

export const labels = (list: Named[]): string => list.map((n) => n.label).join(", ");

// toUnits maps byte offsets of UTF-8 to offsets of the string, for a few ascending offsets.
export function toUnits(text: string, bytes: number[]): number[] {
  const out: number[] = [];
  let unit = 0;
  let byte = 0;
  for (const want of bytes) {
    while (byte < want && unit < text.length) {
      const code = text.codePointAt(unit) ?? 0;
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      unit += code > 0xffff ? 2 : 1;
    }
    out.push(unit);
  }
  return out;
}

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

// counted writes "1 claim", "2 claims".
export const counted = (n: number, one: string): string => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
