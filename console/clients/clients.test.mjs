// Clients that others published, against the program: Cayley's from npm, the official kit for assistants, and a validator of
// OpenAPI documents. ENTENTE_BIN is the program.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Validator } from "@seriousme/openapi-schema-validator";

const cayley = createRequire(import.meta.url)("node-cayley");
const bin = process.env.ENTENTE_BIN ?? "entente";
const folder = mkdtempSync(join(tmpdir(), "entente-clients-"));
const db = join(folder, "demo.db");
let server;
let base;

before(async () => {
  const load = spawnSync(bin, ["demo", "--db", db, "--quiet"], { encoding: "utf8" });
  assert.equal(load.status, 0, load.stderr);
  server = spawn(bin, ["console", "--db", db, "--read-only"], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the console ended with ${code}`)));
    server.stdout.setEncoding("utf8").once("data", resolve);
  });
  base = new URL(line.trim()).origin;
});

after(() => {
  server?.removeAllListeners("exit");
  server?.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
});

test("node-cayley asks and reads", async () => {
  const client = cayley(base, { promisify: true });
  const g = client.g;
  const concerned = await g.V("<state:CHN>").Out("<rel:concerned_about>").All();
  console.log(`Out: ${JSON.stringify(concerned)}`);
  assert.ok(concerned.result.length > 0 && concerned.result.every((r) => r.id.startsWith("<")));
  const limited = await g.V().GetLimit(5);
  assert.equal(limited.result.length, 5);
  const who = await g.V("<state:CHN>").Tag("who").Out("<rel:concerned_about>").Back("who").All();
  assert.ok(who.result.every((r) => r.id === "<state:CHN>"), JSON.stringify(who));
  const followed = await g.V("<state:CHN>").Follow(g.M().Out("<rel:concerned_about>")).All();
  assert.deepEqual(followed.result.map((r) => r.id).sort(), concerned.result.map((r) => r.id).sort());
  const both = await g.V("<state:CHN>").Union(g.V("<state:USA>")).All();
  assert.deepEqual(both.result.map((r) => r.id).sort(), ["<state:CHN>", "<state:USA>"]);
  const none = await g.V("<state:ATLANTIS>").All();
  assert.equal(none.result, null);
  const all = await client.read();
  const lines = all.trim().split("\n");
  assert.ok(lines.length > 100 && lines.every((l) => l.endsWith(" .")), `${lines.length} quads`);
  const wrong = await g.V("<state:CHN>").Out("<rel:concerned_about>").ForEach((d) => { throw d.id; });
  assert.match(wrong.error, /script/);
  const shape = await (await fetch(`${base}/api/v1/shape/gizmo`, { method: "POST", body: 'g.V("<state:CHN>").Tag("who").Out("<rel:concerned_about>").All()' })).json();
  assert.deepEqual(shape.nodes.find((n) => n.tags?.includes("who")).values, ["<state:CHN>"], JSON.stringify(shape));
  assert.deepEqual(shape.links, [{ source: shape.nodes.find((n) => n.tags?.includes("who")).id, target: 1, type: 0, link_node: 2 }]);
  console.log(`ran 9 cases: node-cayley, ${lines.length} quads read`);
});

test("a session of the official kit for assistants", async () => {
  const client = new Client({ name: "entente-test", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command: bin, args: ["mcp", "--db", db] }));
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((t) => t.name).sort(), ["facts_between", "find_actor", "gizmo", "path", "schema", "source", "timeline"]);
  for (const t of tools) assert.equal(t.annotations?.readOnlyHint, true, `${t.name} only reads`);
  const call = async (name, args) => {
    const r = await client.callTool({ name, arguments: args });
    assert.ok(!r.isError, `${name}: ${JSON.stringify(r.content)}`);
    console.log(`${name} ${JSON.stringify(args)}: ${r.content[0].text.slice(0, 100).replaceAll("\n", " ")}`);
    return r;
  };
  await call("schema", {});
  assert.match((await call("find_actor", { name: "China" })).content[0].text, /state:CHN/);
  const path = await call("path", { expression: "China/concerned_about" });
  assert.match(path.content[0].text, /evidence/);
  const cut = await call("path", { expression: "?state/.", limit: 1 });
  assert.match(JSON.stringify(cut), /truncated|cut/);
  await call("facts_between", { a: "China", b: "USA" });
  await call("timeline", { a: "China", b: "USA" });
  await call("gizmo", { script: 'g.V("<state:CHN>").Out("<rel:concerned_about>").All()' });
  const claim = JSON.parse(path.content.at(-1).text);
  const doc = JSON.stringify(claim).match(/"doc":"([^"]+)"/)[1];
  await call("source", { id: doc });
  const wrong = await client.callTool({ name: "path", arguments: { expression: "China/(" } });
  assert.equal(wrong.isError, true);
  assert.match(wrong.content[0].text, /expected/);
  await client.close();
  console.log(`ran ${tools.length + 3} cases: tools, by the official kit`);
});

test("the OpenAPI documents are valid", async () => {
  for (const [name, version] of [["openapi.json", /^3\.1/], ["openapi-3.0.json", /^3\.0/]]) {
    const document = await (await fetch(`${base}/api/v1/${name}`)).json();
    assert.match(document.openapi, version);
    const result = await new Validator().validate(document);
    assert.ok(result.valid, `${name}: ${JSON.stringify(result.errors, null, 1)}`);
    console.log(`${name}: valid, ${Object.keys(document.paths).length} paths`);
  }
});
