// Imports a file of GDELT events into a DuckDB table, as its users do: bench-duckdb.mjs FILE DATABASE. See bench-data.sh.
import fs from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [, , file, database] = process.argv;
for (const f of [database, database + '.wal']) fs.rmSync(f, { force: true });
const connection = await (await DuckDBInstance.create(database)).connect();
const began = performance.now();
const before = process.cpuUsage();
await connection.run(`create table events as select * from read_csv('${file}', delim='\t', header=false, quote='', escape='', all_varchar=true)`);
await connection.run('checkpoint');
const sec = (performance.now() - began) / 1000;
const used = process.cpuUsage(before);
const rows = Number((await connection.runAndReadAll('select count(*) from events')).getRows()[0][0]);
const peak = /VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1] >> 10;
console.log(`DUCKDB rows=${rows} sec=${sec.toFixed(2)} rows_s=${(rows / sec).toFixed(0)} cpu_sec=${((used.user + used.system) / 1e6).toFixed(2)} peakRSS_MB=${peak}`);
