#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { UsageError, type Verb } from './cli/verb.ts';
import { ConfigProblems } from './config.ts';
import { nearest } from './yaml.ts';

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
  why: () => import('./cli/why.ts'),
  answer: () => import('./cli/answer.ts'),
  link: () => import('./cli/link.ts'),
  unlink: () => import('./cli/unlink.ts'),
  audit: () => import('./cli/audit.ts'),
  train: () => import('./cli/train.ts'),
  annotate: () => import('./cli/annotate.ts'),
  verdicts: () => import('./cli/verdicts.ts'),
};

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  const first = given[0] ?? 'run';
  if (['--help', '-h', 'help'].includes(first)) return help();
  if (['--version', '-V', 'version'].includes(first)) return version();
  // Options without a verb are those of `run`.
  const [name = 'run', ...args] = first.startsWith('-') ? ['run', ...given] : [first, ...given.slice(1)];
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!load) {
    process.stderr.write(`klankbord: there is no verb "${name}"${nearest(name, Object.keys(verbs))}\n`);
    process.stderr.write('Try: klankbord --help\n');
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

function version(): number {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
  return 0;
}

function fail(name: string, error: unknown): number {
  if (error instanceof ConfigProblems) {
    process.stderr.write(`${error.problems.join('\n')}\n`);
    return 1;
  }
  const { name: kind, message, stack, code } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`klankbord ${name}: ${message}\nTry: klankbord ${name} --help\n`);
    return 2;
  }
  // What the outside did wrong needs its message alone; the place in our code is for our own mistakes.
  const known = code !== undefined || ['Refused', 'Throttled', 'Unavailable', 'Unreadable'].includes(kind);
  const remedy = code === 'EADDRINUSE' ? '; stop what listens there, or give http.port another number' : '';
  process.stderr.write(`klankbord ${name}: ${known || !stack ? message : stack}${remedy}\n`);
  return 1;
}

// onnxruntime keeps a device id in the home folder and reports to its maker unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY = '1';

// A reader that leaves (as `| head` does) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main();
