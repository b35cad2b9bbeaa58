/** A child process of a test: saves page after page into the database it is given, and says each time that it did. */
import { openSqlite } from '../../src/store/sqlite.ts';
import { alert, mention } from './samples.ts';

const store = await openSqlite({ path: process.argv[2]! });
for (let n = Number((await store.checkpoint('source:timeline'))?.n ?? 0) + 1; ; n += 1) {
  const ids = [`x:${n}a`, `x:${n}b`];
  await store.save({
    alerts: ids.map((id) => alert(id, 'one')),
    mentions: ids.map((id) => mention(id, { keys: ['term:all', `term:${n}`] })),
    checkpoint: { of: 'source:timeline', at: { n } },
  });
  process.stdout.write(`${n}\n`);
}
