// What the browser tests share: the program and the browser. ENTENTE_BIN is the program, CHROMIUM the browser
// (/usr/bin/chromium).
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chromium } from "playwright-core";

export const bin = process.env.ENTENTE_BIN ?? "entente";
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// serve starts the console on a store and returns its process and address.
export function serve(db, ...more) {
  return new Promise((resolve, reject) => {
    const child = spawn(bin, ["console", "--db", db, "--listen", "127.0.0.1:0", ...more], { stdio: ["ignore", "pipe", "inherit"] });
    child.once("error", reject);
    child.stdout.setEncoding("utf8").once("data", (line) => resolve({ child, url: line.split("\n")[0].trim() }));
    child.once("exit", (code) => reject(new Error(`the console ended with ${code}`)));
  });
}

export function end(server) {
  server?.child.removeAllListeners("exit");
  server?.child.kill("SIGINT");
}

// entente runs the program to its end.
export function entente(...args) {
  const done = spawnSync(bin, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `${args.join(" ")}: ${done.stderr}`);
  return done;
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
