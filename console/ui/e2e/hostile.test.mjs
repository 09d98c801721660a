// Two hundred hostile strings as titles, texts, publishers, ids, labels, literals and expressions: nothing of them runs in the page.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { end, entente, launch, serve } from "./start.mjs";

const payloads = [
  "<script>hit()</script>", "<img src=x onerror=hit()>", "<svg onload=hit()>", "<svg><script>hit()</script></svg>", "<iframe srcdoc='<script>parent.hit()</script>'>",
  "<body onload=hit()>", "<details open ontoggle=hit()>", "<video><source onerror=hit()></video>", "<input autofocus onfocus=hit()>", "<a href=javascript:hit()>x</a>",
  "<math><mtext><style><img src=x onerror=hit()></style>", "<noscript><p title='</noscript><img src=x onerror=hit()>'>", "<template><script>hit()</script></template>",
  "<object data=javascript:hit()>", "<embed src=javascript:hit()>", "<form action=javascript:hit()><button>x</button></form>", "<meta http-equiv=refresh content='0;url=javascript:hit()'>",
  "<base href=//elsewhere.invalid/>", "<link rel=stylesheet href=//elsewhere.invalid/x.css>", "<style>@import '//elsewhere.invalid/x.css'</style>", "<x onclick=hit()>", "<marquee onstart=hit()>",
  "${hit()}", "{{constructor.constructor('hit()')()}}", "#{hit()}", "<%= hit() %>", "javascript:hit()", "data:text/html,<script>hit()</script>", "vbscript:hit()", "\u0000<script>hit()</script>",
  "=HYPERLINK(\"//elsewhere.invalid\")", "+1+cmd|' /C x'!A0", "-2+3+cmd", "@SUM(1)", "\u001b]0;hit\u0007", "\u001b[31mred", "\u009b2J", "\u202egnp.exe", "\u2066a\u2069", "a\u0300\u0301\u0302",
];
const frames = [(s) => s, (s) => `">${s}`, (s) => `'>${s}<'`, (s) => `</title></style></textarea></script>${s}`, (s) => `x]]>-->*/${s}`];
const strings = payloads.flatMap((p) => frames.map((f) => f(p)));

const folder = mkdtempSync(join(tmpdir(), "entente-hostile-"));
const db = join(folder, "h.db");
let server;
let browser;

before(async () => {
  const docs = strings.map((s, i) => JSON.stringify({
    id: `d${i} ${s}`, title: s, publisher: s, url: `https://example.org/${s}`, published: "2024-07-01", lang: "en",
    text: `China is concerned about ties between Russia and North Korea. ${s} Fiji condemned Samoa on Monday. ${s}`,
  }));
  writeFileSync(join(folder, "docs.jsonl"), `${docs.join("\n")}\n`);
  const actors = strings.map((s, i) => `person:hostile-${i}\tperson\tAda ${s.replace(/[\t\r\n|\u0000]/g, " ")} Lovel${i}\tAda Lovel${i}`);
  writeFileSync(join(folder, "actors.tsv"), `id\ttype\tlabel\taliases\n${actors.join("\n")}\n`);
  const quoted = (s) => JSON.stringify(s).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const iri = (s) => [...s].map((c) => (/[\u0000-\u0020<>"{}|^`\\]/.test(c) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}` : c)).join("");
  const plain = (s) => iri(s).replace(/\\u00(..)/g, "%$1"); // what an IRI may not hold, escaped as IRIs do
  const quads = strings.flatMap((s, i) => [
    `<state:CHN> <http://example.org/says> ${quoted(s)} <doc:h${i}> .`,
    `<state:CHN> <http://example.org/${plain(s)}> <http://example.org/n${i}/${plain(s)}> <doc:h${i}> .`,
    `<http://example.org/n${i}/${plain(s)}> <http://www.w3.org/2000/01/rdf-schema#label> ${quoted(s)} <doc:h${i}> .`,
  ]);
  writeFileSync(join(folder, "h.nq"), `${quads.join("\n")}\n`);
  entente("load", "--db", db, "--quiet", "--actors", join(folder, "actors.tsv"), join(folder, "docs.jsonl"));
  entente("load", "--db", db, "--quiet", join(folder, "h.nq"));
  const notes = strings.map((s, i) => JSON.stringify({ at: `2026-01-01T00:00:00.${String(i).padStart(3, "0")}Z`, by: `Ada ${s}`, kind: "note", note: s }));
  writeFileSync(join(folder, "notes.jsonl"), `${notes.join("\n")}\n`);
  entente("judge", "import", "--db", db, "--quiet", join(folder, "notes.jsonl"));
  server = await serve(db);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  end(server);
  rmSync(folder, { recursive: true, force: true });
});

test("no hostile string runs in the page", async () => {
  const base = new URL(server.url).origin;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const trouble = [];
  await context.exposeFunction("hit", () => trouble.push("a script of a string ran"));
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("dialog", (d) => { trouble.push(`dialog ${d.message()}`); void d.dismiss(); });
  page.on("request", (r) => r.url().startsWith(base) || /^(data|blob):/.test(r.url()) || trouble.push(`request to ${r.url()}`));
  page.on("framenavigated", (f) => f.url().startsWith(base) || f.url() === "about:blank" || trouble.push(`went to ${f.url()}`));
  await page.goto(server.url);
  const foreign = () => page.evaluate(() => document.querySelectorAll("iframe,object,embed,marquee,video,math,template,base,meta[http-equiv=refresh],img[src=x],body script").length);

  // Titles, publishers, sentences: the evidence of a relation that every document states, and documents themselves.
  await page.fill("#search", "china");
  await page.locator("#found [role=option]").first().click();
  await page.getByRole("tab", { name: "Table" }).click();
  await page.locator(".relation").first().click();
  await page.locator(".claims .open").first().waitFor();
  const shown = await page.locator(".claims .open").count();
  for (const view of ["Graph", "Timeline", "Map", "Table"]) {
    await page.getByRole("tab", { name: view }).click();
    await page.waitForTimeout(150);
  }
  for (let i = 0; i < shown; i += Math.max(1, Math.floor(shown / 10))) {
    await page.locator(".claims .open").nth(i).click();
    await page.locator("mark").first().waitFor();
    await page.getByRole("button", { name: /Close|Back/ }).first().click();
    await page.locator(".claims .open").nth(i).waitFor();
  }
  // Labels in the list of the search box.
  await page.fill("#search", "Ada");
  await page.locator("#found [role=option]").first().waitFor();
  // Texts found by their words: titles, publishers, snippets. Names and notes of those who judge, all of them on one page.
  await page.fill("#search", "Fiji");
  await page.locator("#found .words").click();
  await page.locator(".texts .open").first().waitFor();
  const found = await page.locator(".texts .open").count();
  await page.getByRole("button", { name: "Judgements", exact: true }).click();
  await page.locator(".decisions li").first().waitFor();
  const judged = await page.locator(".decisions > li").count();
  assert.equal(judged, strings.length);
  assert.equal(await foreign(), 0);
  // Literals and IRIs, as results of a script.
  await page.goto(`${base}/#mode=gizmo&q=${encodeURIComponent('g.V("<state:CHN>").Tag("<script>hit()</script>").Out().All()')}&view=table`);
  await page.reload();
  await page.getByRole("button", { name: "Run" }).first().click();
  await page.locator("tbody tr").first().waitFor();
  // Expressions: the error repeats what was asked.
  for (const s of strings.filter((_, i) => i % (2 * frames.length) === 1)) {
    await page.goto("about:blank");
    await page.goto(`${base}/#q=${encodeURIComponent(`China/"${s}`)}&edge=${encodeURIComponent(s)}&open=${encodeURIComponent(s)}&mode=path`);
    await page.getByRole("button", { name: "Run" }).first().click();
    await page.getByRole("alert").first().waitFor();
    assert.equal(await foreign(), 0, `elements out of ${JSON.stringify(s)}`);
  }
  assert.equal(await foreign(), 0);
  assert.deepEqual(trouble, []);
  console.log(`ran ${strings.length} cases: hostile strings in the page, ${shown} of them as evidence, ten documents opened, twenty expressions asked, ${found} texts found, ${judged} judgements listed`);
  await context.close();
});

test("no escape byte reaches a terminal, no formula a table for spreadsheets", () => {
  const runs = [
    ["path", "China/concerned_about", "--evidence", "--format", "table"], ["facts", "China", "--format", "table"], ["facts", "China", "--max-claims", "-1", "--format", "csv"],
    ["facts", "China", "--max-claims", "-1", "--format", "html"], ["facts", "China", "--format", "markdown"], ["export", "--format", "csv"], ["path", "China/<http://example.org/says>", "--format", "table"],
    ["path", "China/<http://example.org/says>", "--format", "csv"], ["gizmo", "-e", 'g.V("<state:CHN>").Out().All()', "--format", "table"],
  ];
  let cells = 0;
  for (const args of runs) {
    const { stdout, stderr } = entente(args[0], "--db", db, ...args.slice(1));
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/, `${args.join(" ")}: a control character`);
    if (!args.includes("csv")) continue;
    for (const cell of cellsOf(stdout)) {
      cells++;
      assert.ok(!/^[=+\-@\t\r]/.test(cell) || /^-?\d+(\.\d+)?$/.test(cell), `${args.join(" ")}: a live cell ${JSON.stringify(cell)}`);
    }
  }
  console.log(`ran ${runs.length} cases: commands over ${strings.length} hostile strings, ${cells} cells`);
});

// cellsOf reads comma-separated values.
function cellsOf(text) {
  return [...text.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map((m) => (m[1] ?? m[2] ?? "").replaceAll('""', '"'));
}
