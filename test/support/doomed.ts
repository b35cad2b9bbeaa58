/** A process that runs the daemon over a small folder of posts and tickets until it has nothing left to do, and that is
 *  killed at its n-th write to the store when `KILL_AT` says so. Started by `test/journeys/kill.test.ts`. */
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { loadConfig } from '../../src/config.ts';
import { runDaemon } from '../../src/daemon.ts';
import { wallClock } from '../../src/flow/clock.ts';
import { readRules } from '../../src/rules.ts';

const killAt = Number(process.env.KILL_AT ?? 0);
const folder = process.argv[2]!;
let writes = 0;

// Every statement that changes the database passes here, and only such.
StatementSync.prototype.run = new Proxy(StatementSync.prototype.run, {
  apply(run, statement, values) {
    writes += 1;
    if (writes === killAt) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(run, statement, values);
  },
});

const config = await loadConfig(`${folder}/klankbord.yaml`, { FOLDER: folder });
const { rules } = await readRules(new URL('../../rules', import.meta.url).pathname);
const stop = new AbortController();
const behind = new Set(['source:posts', 'helpdesk:desk']);
await runDaemon(config, rules, {
  clock: wallClock,
  signal: stop.signal,
  report: (event) => {
    if (event.what === 'caught-up') behind.delete(event.part);
    if (behind.size === 0 && nothingDue()) stop.abort();
  },
  write: (text) => process.stdout.write(text),
});
process.stderr.write(`writes: ${writes}\n`);

function nothingDue(): boolean {
  const db = new DatabaseSync(`${folder}/klankbord.db`, { readOnly: true });
  const { due } = db.prepare("SELECT count(*) AS due FROM alerts WHERE state = 'due'").get() as { due: number };
  db.close();
  return due === 0;
}
