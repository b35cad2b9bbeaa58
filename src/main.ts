#!/usr/bin/env node
import { UsageError, type Verb } from './cli/verb.ts';
import { ConfigProblems } from './config.ts';

/** Each verb is loaded only when it is asked for. */
const verbs: Readonly<Record<string, () => Promise<{ verb: Verb }>>> = {
  run: () => import('./cli/run.ts'),
  init: () => import('./cli/init.ts'),
  check: () => import('./cli/check.ts'),
  try: () => import('./cli/try.ts'),
  explain: () => import('./cli/explain.ts'),
  status: () => import('./cli/status.ts'),
  digest: () => import('./cli/digest.ts'),
  rules: () => import('./cli/rules.ts'),
  answer: () => import('./cli/answer.ts'),
  annotate: () => import('./cli/annotate.ts'),
  verdicts: () => import('./cli/verdicts.ts'),
};

async function main(): Promise<number> {
  const [name = 'run', ...args] = process.argv.slice(2);
  if (name === '--help' || name === '-h' || name === 'help') return help();
  const load = verbs[name];
  if (!load) {
    process.stderr.write(`klankbord: there is no verb "${name}"; there are ${Object.keys(verbs).join(', ')}\n`);
    return 2;
  }
  const { verb } = await load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${verb.help.trim()}\n`);
    return 0;
  }
  try {
    return await verb.run(args, process);
  } catch (error) {
    return fail(name, error);
  }
}

async function help(): Promise<number> {
  process.stdout.write('Klankbord listens where customers talk in public.\n\nklankbord <verb> [--help]\n\n');
  for (const [name, load] of Object.entries(verbs)) {
    const { verb } = await load();
    process.stdout.write(`  ${name.padEnd(10)} ${verb.summary}\n`);
  }
  return 0;
}

function fail(name: string, error: unknown): number {
  if (error instanceof ConfigProblems) {
    process.stderr.write(`${error.problems.join('\n')}\n`);
    return 1;
  }
  if (error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`klankbord ${name}: ${(error as Error).message}\nTry: klankbord ${name} --help\n`);
    return 2;
  }
  const { name: kind, message, stack } = error as Error;
  const known = ['Refused', 'Throttled', 'Unavailable', 'Unreadable'].includes(kind);
  process.stderr.write(`klankbord ${name}: ${known || !stack ? message : stack}\n`);
  return 1;
}

// A reader that leaves (as `| head` does) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main();
