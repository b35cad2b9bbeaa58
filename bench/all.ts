/** Runs every benchmark in turn. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const here = new URL('./', import.meta.url).pathname;
for (const name of readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'all.ts')
  .sort()) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--max-semi-space-size=8', `${here}${name}`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
