// Measures the page, for people: node e2e/speed.mjs STORE [SHOT.png]. The time from opening the address to a page that takes a query,
// with a fresh profile, several times over; then frames a second while a graph of 300 nodes and 1,500 lines is dragged by the
// mouse, in software rendering. Prints figures and asserts none; scripts/page-speed.sh makes a store first.
import { end, launch, serve } from "./start.mjs";

const [db, picture] = process.argv.slice(2);
if (!db) {
  console.error("usage: node e2e/speed.mjs STORE [SHOT.png]");
  process.exit(2);
}
const server = await serve(db, "--read-only");
const browser = await launch();
try {
  await usable();
  await frames();
} finally {
  await browser.close();
  end(server);
}

function spread(list, unit, digits = 0) {
  const s = list.toSorted((a, b) => a - b);
  const at = (q) => s[Math.min(s.length - 1, Math.floor(q * s.length))].toFixed(digits);
  return `median ${at(0.5)} ${unit}, best ${at(0)}, worst ${at(1)} (${s.length} times)`;
}

// usable is when the search box is there and heard a letter, by the page's own clock from the start of the navigation.
async function usable() {
  const took = [];
  const asked = [];
  const bytes = [];
  const worked = []; // what the page itself computes, whatever else the machine does
  for (let i = 0; i < 7; i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    let requests = 0;
    page.on("request", () => requests++);
    const cpu = await context.newCDPSession(page);
    await cpu.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(new URL(server.url).origin, { waitUntil: "commit" });
    const ready = await page.evaluate(() => new Promise((resolve) => {
      const look = () => {
        const box = document.getElementById("search");
        if (box && document.querySelector(".questions button")) resolve(performance.now());
        else requestAnimationFrame(look);
      };
      look();
    }));
    await page.waitForLoadState("networkidle");
    took.push(ready);
    const { metrics } = await cpu.send("Performance.getMetrics");
    worked.push(1000 * metrics.find((m) => m.name === "TaskDuration").value);
    asked.push(requests);
    bytes.push(await page.evaluate(() => performance.getEntriesByType("resource").reduce((n, r) => n + r.transferSize, 0) / 1024));
    await context.close();
  }
  console.log(`usable after opening: ${spread(took, "ms")}`);
  console.log(`processor time of the page, with what loads after it: ${spread(worked, "ms")}`);
  console.log(`requests for the first view: ${Math.max(...asked)}, ${Math.max(...bytes).toFixed(0)} KiB`);
}

// frames drags an answer of many relations that is given to the page as the server would send it.
async function frames() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const relations = ["trades_with", "allied_with", "criticizes", "partner_of", "accuses"];
  let seed = 7;
  const random = (n) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  const lines = [];
  for (let i = 0; i < 1500; i++) {
    const from = i < 300 ? i : Math.floor(Math.sqrt(random(300 * 300)));
    const to = (from + 1 + random(299)) % 300;
    const node = (n) => ({ id: `state:X${n}`, label: `State ${n}` });
    const step = { edge: `edge:${i.toString(16).padStart(32, "0")}`, subject: node(from).id, predicate: `${relations[i % 5]}`, object: node(to).id, reversed: false, inferred: false, status: i % 7 ? "asserted" : "disputed", affirmed_by: [], denied_by: [], claims: [] };
    lines.push(JSON.stringify({ start: node(from), end: node(to), steps: [step] }));
  }
  await page.route("**/api/v1/path", (route) => route.fulfill({ contentType: "application/jsonl", body: `${lines.join("\n")}\n` }));
  await page.goto(`${new URL(server.url).origin}/#q=${encodeURIComponent("?state/.")}`);
  await page.getByRole("button", { name: "Run" }).click();
  await page.waitForFunction(() => document.querySelector(".graph")?.cy?.edges().length >= 1400, null, { timeout: 60_000 });
  const drawn = await page.evaluate(() => {
    const { cy } = document.querySelector(".graph");
    return [cy.nodes().length, cy.edges().length];
  });
  await page.locator(".cm-content").waitFor(); // the editor moves what is below it when it comes
  const box = await page.locator(".graph").boundingBox();
  const rates = [];
  const moved = []; // moves of the mouse that were answered
  const pan = () => page.evaluate(() => JSON.stringify(document.querySelector(".graph").cy.pan()));
  for (let round = 0; round < 3; round++) {
    const still = await pan();
    // Empty ground to take hold of, left of the drawing; the first moves are the start of the drag and not counted.
    const [x, y] = [box.x + 60, box.y + 60];
    for (let tries = 0; tries < 10 && (await pan()) === still; tries++) {
      await page.mouse.up();
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let i = 1; i < 8 && (await pan()) === still; i++) await page.mouse.move(x + 9 * i, y + 5 * i);
    }
    const counted = page.evaluate(() => new Promise((resolve) => {
      const at = [];
      const tick = (now) => {
        at.push(now);
        if (now - at[0] > 3000) resolve(at);
        else requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }));
    let more = true;
    let moves = 0;
    counted.then(() => {
      more = false;
    });
    for (let i = 0; more; i++, moves++) await page.mouse.move(x + ((i * 7) % 300), y + ((i * 5) % 200));
    await page.mouse.up();
    const at = await counted;
    if ((await pan()) === still) throw new Error("the drawing did not move");
    moved.push(moves / 3);
    rates.push((1000 * (at.length - 1)) / (at.at(-1) - at[0]));
  }
  console.log(`dragging ${drawn[0]} nodes and ${drawn[1]} lines: ${spread(rates, "frames a second", 1)}`);
  console.log(`moves of the mouse taken in: ${spread(moved, "a second", 1)}`);
  if (picture) await page.screenshot({ path: picture });
  await context.close();
}
