// The analyst's hand in a real browser: judge, see it, take it back; texts found by their words; a script's results drawn.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { end, entente, launch, serve } from "./start.mjs";

const shots = process.env.SHOTS;
const folder = mkdtempSync(join(tmpdir(), "entente-judging-"));
const db = join(folder, "demo.db");
let server;
let browser;

before(async () => {
  entente("demo", "--db", db, "--quiet");
  server = await serve(db);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  end(server);
  rmSync(folder, { recursive: true, force: true });
});

async function open(url, width = 1280, height = 900) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (e) => assert.fail(e.message));
  await page.goto(url);
  return page;
}

const shot = (page, name) => (shots ? page.screenshot({ path: join(shots, `${name}.png`) }) : undefined);
const hash = (parts) => `${new URL(server.url).origin}/#${new URLSearchParams(parts)}`;

test("a claim is rejected, its relation goes, and comes back when that is undone", async () => {
  const page = await open(server.url); // with the token
  await page.locator("#search").waitFor();
  await page.fill("#search", "north korea");
  await page.locator("#found [role=option]").first().click();
  await page.getByRole("tab", { name: "Table" }).click();
  await page.locator(".relation").first().waitFor();
  const total = await page.locator("tbody .relation").count();
  // A relation that rests on one claim alone.
  const one = page.locator("tbody tr").filter({ has: page.locator("td.number", { hasText: /^1$/ }) }).filter({ has: page.locator(".relation:enabled") }).first();
  await one.locator(".relation").click();
  await page.locator(".claims .judging").first().waitFor();
  assert.equal(await page.locator(".evidence .claims > li").count(), 1);
  const sentence = await page.locator(".evidence blockquote").first().innerText();
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByLabel("Your name").fill("Ada Lovel");
  await page.getByLabel("Why").fill("a test");
  await shot(page, "judging-form");
  await page.getByRole("button", { name: "Reject the claim" }).click();
  await page.locator(".gone blockquote").waitFor();
  assert.equal(await page.locator(".gone blockquote").innerText(), sentence);
  assert.match(await page.locator(".verdicts").innerText(), /rejected by Ada Lovel, 20\d\d-\d\d-\d\d \d\d:\d\d · “a test”/);
  await page.waitForFunction((n) => document.querySelectorAll("main tbody .relation").length < n, total);
  await shot(page, "judging-rejected");
  // The list of judgements has it, in the words of the command line too.
  const listed = entente("judge", "list", "--db", db, "--format", "json");
  assert.match(listed.stdout, /"by": ?"Ada Lovel"/);
  await page.getByRole("button", { name: "Judgements", exact: true }).click();
  await page.locator(".decisions li").first().waitFor();
  await shot(page, "judging-list");
  await page.locator(".decisions").getByRole("button", { name: "Undo" }).click();
  await page.getByText("taken back").waitFor();
  await page.fill("#search", "north korea");
  await page.locator("#found [role=option]").first().click();
  await page.waitForFunction((n) => document.querySelectorAll("main tbody .relation").length === n, total);
  await page.context().close();
});

test("a claim is corrected, with the keyboard, and counts as corrected", async () => {
  const page = await open(server.url, 390, 844);
  await page.fill("#search", "china");
  await page.locator("#found [role=option]").first().click();
  await page.getByRole("tab", { name: "Table" }).click();
  await page.locator("tbody .relation:enabled").first().click();
  await page.locator(".claims .judging").first().waitFor();
  await page.getByRole("button", { name: "Correct…" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("To whom").fill("Mongolia");
  await page.waitForFunction(() => document.querySelectorAll(".judging form select")[0]?.options.length > 10);
  await page.getByLabel("Your name").fill("Ada Lovel");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} px wider than the screen`);
  await shot(page, "judging-narrow");
  await page.keyboard.press("Enter");
  await page.getByText("corrected").first().waitFor();
  await page.locator(".verdicts", { hasText: /corrected by Ada Lovel.*to Mongolia/ }).first().waitFor();
  await page.fill("#search", "mongolia");
  await page.locator("#found [role=option]").first().click();
  await page.getByRole("heading", { name: "Mongolia" }).waitFor();
  await page.locator("tbody .relation").first().waitFor();
  await page.context().close();
});

test("who may only read sees no buttons", async () => {
  const reading = await serve(db, "--read-only").catch(() => null);
  assert.ok(reading, "a console for reading beside the one that writes");
  try {
    for (const url of [new URL(server.url).origin, reading.url]) {
      const page = await open(url);
      await page.fill("#search", "china");
      await page.locator("#found [role=option]").first().click();
      await page.getByRole("tab", { name: "Table" }).click();
      const asked = page.waitForResponse(/api\/v1\/access/);
      await page.locator("tbody .relation:enabled").first().click();
      await page.getByText("Who says it, who denies it").waitFor();
      assert.equal((await (await asked).json()).role, "read");
      assert.equal(await page.locator(".judging").count(), 0, url);
      await page.context().close();
    }
  } finally {
    end(reading);
  }
});

test("texts are found by their words, and opened there", async () => {
  const page = await open(server.url);
  await page.fill("#search", "arms");
  await page.locator("#found .words").click();
  await page.locator(".texts .open").first().waitFor();
  assert.ok((await page.locator(".snippet b").count()) > 0);
  await shot(page, "texts");
  await page.locator(".texts .open").first().click();
  await page.locator("mark").waitFor();
  const link = page.url();
  const again = await open(link.replace(/.*#/, `${new URL(server.url).origin}/#`));
  await again.locator(".texts .open").first().waitFor();
  await again.context().close();
  await page.fill("#search", "zzyzx");
  await page.keyboard.press("Enter"); // before the list is there: no actor is called so
  await page.getByText("No text has these words").waitFor();
  await page.context().close();
});

for (const [what, script, nodes, edges] of [
  ["without tags", 'g.V("<state:CHN>").Out("<rel:concerned_about>").All()', /China/, 1],
  ["with tags", 'g.V("<state:RUS>").Tag("who").In("<rel:supplies_arms_to>").All()', /Russia/, 1],
]) {
  test(`the results of a script are drawn, ${what}, and a table`, async () => {
    const page = await open(hash({ mode: "gizmo", q: script }));
    await page.getByRole("button", { name: "Run" }).click();
    await page.waitForFunction((n) => document.querySelector(".graph")?.cy?.edges().length >= n, edges);
    const labels = await page.evaluate(() => document.querySelector(".graph").cy.nodes().map((n) => n.data("label")).join());
    assert.match(labels, nodes);
    await shot(page, `gizmo-${what.replaceAll(" ", "-")}`);
    const drawn = await page.evaluate(() => document.querySelector(".graph").cy.edges().length);
    await page.getByRole("tab", { name: "Table" }).click();
    await page.locator("tbody tr").first().waitFor();
    assert.ok((await page.locator("tbody tr").count()) >= drawn);
    await page.context().close();
  });
}
