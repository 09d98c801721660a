// The page in a real browser. ENTENTE_BIN is the program, CHROMIUM the browser (/usr/bin/chromium); SHOTS, if set, is a
// folder that screenshots are kept in.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const bin = process.env.ENTENTE_BIN ?? "entente";
const shots = process.env.SHOTS;
const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const folder = mkdtempSync(join(tmpdir(), "entente-page-"));
const complaints = [];
let server;
let browser;
let base;

// serve starts the console on a store and returns its address.
function serve(db) {
  return new Promise((resolve, reject) => {
    const child = spawn(bin, ["console", "--db", db, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
    child.once("error", reject);
    child.stdout.setEncoding("utf8").once("data", (line) => resolve({ child, url: line.split("\n")[0].trim() }));
    child.once("exit", (code) => reject(new Error(`the console ended with ${code}`)));
  });
}

async function open(url, { width = 1280, height = 900, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && complaints.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => complaints.push(`error: ${e.message}`));
  page.on("request", (r) => {
    const own = r.url().startsWith(base) || /^(data|blob):/.test(r.url());
    if (!own) complaints.push(`request to ${r.url()}`);
  });
  await page.goto(url);
  return page;
}

const shot = (page, name) => (shots ? page.screenshot({ path: join(shots, `${name}.png`) }) : undefined);

before(async () => {
  const load = spawnSync(bin, ["demo", "--db", join(folder, "demo.db"), "--quiet"], { encoding: "utf8" });
  assert.equal(load.status, 0, load.stderr);
  server = await serve(join(folder, "demo.db"));
  base = new URL(server.url).origin;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
});

after(async () => {
  await browser?.close();
  server?.child.removeAllListeners("exit");
  server?.child.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
});

const marked = (page) => page.locator("mark").innerText();

test("from an empty page to the sentence, with the keyboard alone", async () => {
  const page = await open(server.url);
  await page.getByRole("combobox").first().waitFor();
  const searching = () => page.evaluate(() => document.activeElement?.getAttribute("role") === "combobox");
  for (let i = 0; i < 100 && !(await searching()); i++) {
    await page.keyboard.press("/"); // heard once the page is ready
    await page.waitForTimeout(50);
  }
  await page.keyboard.type("china");
  await page.locator("#found [role=option]").first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "China" }).waitFor();
  const press = async (name) => {
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => document.activeElement?.textContent ?? "");
      if (at.startsWith(name)) return page.keyboard.press("Enter");
    }
    assert.fail(`no way to ${name} by Tab`);
  };
  await press("Table");
  await press("concerned about");
  await page.getByText("Who says it, who denies it").waitFor();
  const title = await page.locator(".claims .open").first().innerText();
  await press(title);
  await page.locator("mark").waitFor();
  assert.match(await marked(page), /concern|worr|wary|fear/i);
  await page.context().close();
});

test("from an empty page to the sentence, with the mouse alone", async () => {
  const page = await open(server.url);
  await page.getByRole("button", { name: "What is China concerned about?" }).click();
  await page.getByRole("tab", { name: "Table" }).click();
  await page.locator(".relation").first().click();
  await page.locator(".claims .open").first().click();
  await page.locator("mark").waitFor();
  assert.ok((await marked(page)).length > 10);
  await shot(page, "document");
  await page.context().close();
});

test("a shared link shows the same picture in a fresh profile", async () => {
  const page = await open(server.url);
  await page.fill("#search", "russia");
  await page.locator("#found [role=option]").first().click();
  await page.locator(".graph canvas").first().waitFor();
  await page.waitForTimeout(500);
  const positions = (p) => p.evaluate(() => document.querySelector(".graph").cy.nodes().map((n) => [n.id(), Math.round(n.position("x")), Math.round(n.position("y"))]));
  const first = await positions(page);
  const link = page.url();
  await page.context().close();
  const again = await open(link);
  await again.locator(".graph canvas").first().waitFor();
  await again.waitForFunction((n) => document.querySelector(".graph")?.cy?.nodes().length === n, first.length);
  assert.deepEqual(await positions(again), first);
  await again.context().close();
});

test("a link with an expression asks nothing by itself", async () => {
  const asked = [];
  const page = await open("about:blank");
  page.on("request", (r) => /\/path|\/gizmo/.test(r.url()) && asked.push(r.url()));
  await page.goto(`${base}/#q=${encodeURIComponent("?state/.{1,4}")}`);
  await page.getByText("This came with a link").waitFor();
  await page.waitForTimeout(300);
  assert.deepEqual(asked, []);
  await page.context().close();
});

test("days limit every view", async () => {
  const page = await open(server.url);
  await page.fill("#search", "russia");
  await page.locator("#found [role=option]").first().click();
  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.locator(".days tbody tr").first().waitFor();
  const all = await page.locator(".days tbody tr").count();
  await page.getByLabel("from").fill("2024");
  await page.keyboard.press("Tab");
  await page.waitForTimeout(200);
  const some = await page.locator(".days tbody tr").count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await page.context().close();
});

test("a wrong expression says where and what", async () => {
  const page = await open(server.url);
  await page.locator(".cm-content").click();
  await page.keyboard.type("China/concernd_about");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /1:7.*concernd_about[\s\S]*concerned_about/);
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes("404"))); // the browser reports the refused query
  await page.context().close();
});

test("a question with a name", async () => {
  const page = await open(server.url);
  await page.getByText("Questions with a name").click();
  await page.getByLabel("Question").selectOption("dyad-over-time");
  await page.getByLabel("a", { exact: true }).fill("USA");
  await page.getByLabel("b", { exact: true }).fill("China");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.locator(".questions-box tbody tr").first().waitFor();
  assert.match(await page.locator(".questions-box tbody").innerText(), /2023-11/);
  await page.context().close();
});

test("gizmo answers as a table", async () => {
  const page = await open(server.url);
  await page.getByRole("tab", { name: "Gizmo" }).click();
  await page.locator(".cm-content").click();
  await page.keyboard.insertText('g.V("<state:CHN>").Tag("who").Out("<rel:concerned_about>").All()');
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("tab", { name: "Table" }).click();
  await page.locator("tbody tr").first().waitFor();
  assert.match(await page.locator("thead").innerText(), /who/);
  await page.context().close();
});

for (const [name, width, height, scheme] of [
  ["wide-light", 1280, 900, "light"],
  ["wide-dark", 1280, 900, "dark"],
  ["narrow-light", 390, 844, "light"],
  ["narrow-dark", 390, 844, "dark"],
]) {
  test(`nothing hinders a reader: ${name}`, async () => {
    const page = await open(server.url, { width, height, scheme });
    await page.getByText("documents,").waitFor();
    await shot(page, `${name}-start`);
    const check = async (where) => {
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const serious = result.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
      assert.deepEqual(serious.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${where}: the page is ${wider} px wider than the screen`);
    };
    await check("start");
    await page.fill("#search", "china");
    await page.locator("#found [role=option]").first().click();
    await page.locator(".graph canvas").first().waitFor();
    await page.waitForTimeout(400);
    await shot(page, `${name}-graph`);
    await check("graph");
    for (const view of ["Map", "Timeline", "Table"]) {
      await page.getByRole("tab", { name: view }).click();
      await page.waitForTimeout(400);
      await shot(page, `${name}-${view.toLowerCase()}`);
      await check(view);
    }
    await page.locator(".relation").first().click();
    await page.getByText("Who says it, who denies it").waitFor();
    await shot(page, `${name}-evidence`);
    await check("evidence");
    await page.context().close();
  });
}

test("an actor that is not there is said to be missing", async () => {
  const page = await open(`${base}/#mode=actor&q=${encodeURIComponent("state:ATLANTIS")}`);
  assert.match(await page.getByRole("alert").innerText(), /ATLANTIS/);
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes("404"))); // the browser reports the refused request
  await page.context().close();
});

test("an empty store offers the demo with one button", async () => {
  const empty = await serve(join(folder, "empty.db"));
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(empty.url);
    await page.getByRole("button", { name: "Load the demo" }).click();
    await page.getByRole("heading", { name: "China", exact: true }).waitFor();
    await page.getByRole("tab", { name: "Table" }).click();
    await page.locator(".relation").first().waitFor();
    await context.close();
  } finally {
    empty.child.removeAllListeners("exit");
    empty.child.kill("SIGINT");
  }
});

test("what is shown is saved in each form", async () => {
  const page = await open(server.url);
  await page.fill("#search", "north korea");
  await page.locator("#found [role=option]").first().click();
  await page.locator(".graph canvas").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".graph")?.cy?.edges().length > 0);
  const edges = await page.evaluate(() => document.querySelector(".graph").cy.edges().length);
  const saved = async (form) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByLabel("Save or share").selectOption(form)]);
    return readFileSync(await download.path());
  };
  const wellFormed = (text) => page.evaluate((t) => {
    const doc = new DOMParser().parseFromString(t, "text/xml");
    return doc.querySelector("parsererror")?.textContent ?? doc.querySelectorAll("edge, path[marker-end]").length;
  }, text);
  assert.equal(await wellFormed(`${await saved("svg")}`), edges);
  assert.equal(await wellFormed(`${await saved("gexf")}`), edges);
  assert.equal(JSON.parse(`${await saved("jsonld")}`).filter((x) => x["@graph"]).length, edges);
  assert.equal(`${await saved("csv")}`.trim().split("\r\n").length, edges + 1);
  assert.equal(JSON.parse(`${await saved("json")}`).results.length, edges);
  assert.deepEqual([...(await saved("png")).subarray(1, 4)], [...Buffer.from("PNG")]);
  const report = `${await saved("report")}`;
  assert.match(report, /<li id="note-1">/);
  if (shots) writeFileSync(join(shots, "graph.svg"), await saved("svg"));
  await page.context().close();
});

test("the graph is walked with the arrow keys", async () => {
  const page = await open(server.url);
  await page.fill("#search", "russia");
  await page.locator("#found [role=option]").first().click();
  await page.locator(".graph canvas").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".graph")?.cy?.edges().length > 2);
  await page.locator(".graph").focus();
  const at = () => page.evaluate(() => document.querySelector(".graph").cy.edges(".selected").map((e) => e.id()).join());
  await page.keyboard.press("ArrowRight");
  await page.getByText("Who says it, who denies it").waitFor();
  const first = await at();
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await at(), first);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await at(), first);
  const before = await page.evaluate(() => document.querySelector(".graph").cy.nodes().length);
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => document.querySelector(".graph").cy.nodes().length > n || document.querySelector(".graph").cy.nodes(".open").length > 0, before);
  await page.context().close();
});

test("stopping a script stops it on the server", async () => {
  const page = await open(server.url);
  await page.getByRole("tab", { name: "Gizmo" }).click();
  await page.locator(".cm-content").click();
  await page.keyboard.insertText("while(true){}");
  await page.getByRole("button", { name: "Run" }).click();
  const running = async (n) => {
    for (let i = 0; i < 200; i++) {
      const text = await (await fetch(`${base}/metrics`)).text();
      if (text.includes(`entente_queries_running ${n}\n`)) return;
      await page.waitForTimeout(50);
    }
    assert.fail(`never ${n} queries running`);
  };
  await running(1);
  await page.getByRole("button", { name: "Stop" }).click();
  await running(0);
  await page.context().close();
});

test("no console error, no request elsewhere", () => {
  assert.deepEqual(complaints, []);
});
