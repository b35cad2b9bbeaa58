import { expect, it } from 'vitest';
import type { Config } from '../src/config.ts';
import { forget } from '../src/duties.ts';
import type { Parts } from '../src/pipeline.ts';
import { openStore } from '../src/store/open.ts';
import { aMention } from './support/a.ts';

const day = 86_400_000;

it('forgets what is older than the retention, but never because a clock jumped ahead', async () => {
  const store = await openStore({ kind: 'sqlite', path: ':memory:' });
  const heard = aMention();
  await store.save({ mentions: [heard] });
  const look = async (at: number): Promise<number> => {
    const config = { retention: { mentions: 30 * day } } as Config;
    await forget(config, { store, now: () => at, report: () => undefined } as unknown as Parts);
    return (await store.known([heard.id])).size;
  };
  const start = Date.parse(heard.post.createdAt);
  expect(await look(start)).toBe(1);
  expect(await look(start + 4_000 * day)).toBe(1);
  expect(await look(start + day)).toBe(1);
  for (let days = 2; days < 30; days += 7) expect(await look(start + days * day)).toBe(1);
  expect(await look(start + 31 * day)).toBe(0);
  await store.close();
});
