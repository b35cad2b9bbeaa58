/** Runs every benchmark in turn, with the memory settings of the Dockerfile. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const here = new URL('./', import.meta.url).pathname;
const env = { ...process.env, MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };
for (const name of readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'all.ts')
  .sort()) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--max-semi-space-size=4', `${here}${name}`], {
    stdio: 'inherit',
    env,
  });
  if (status !== 0) process.exitCode = 1;
}
