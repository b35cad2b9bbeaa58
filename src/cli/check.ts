import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, ConfigProblems, loadConfig } from '../config.ts';
import { checkExamples, readRules } from '../rules.ts';
import { defaultFile, rulesFolder } from './settings.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'check the configuration, the rules and their examples',
  help: `
klankbord check [--config FILE] [--rules DIR] [--json]

Reads klankbord.yaml and every rule, and runs each rule's own examples. Prints every problem as file:line:col and exits
with 1 if there is one. Without a klankbord.yaml only the rules are checked.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, rules: { type: 'string' }, json: { type: 'boolean' } },
    });
    const problems: string[] = [];
    const file = values.config ?? defaultFile;
    const config = values.config || existsSync(file) ? await configOf(file, problems) : undefined;
    const folder = values.rules ?? (config ? rulesFolder(config) : new URL('../../rules', import.meta.url).pathname);
    const loaded = await readRules(folder);
    const nothing = loaded.rules.length === 0 && loaded.problems.length === 0;
    if (nothing) problems.push(`${folder}:1:1 rules: there is no rule in this folder, so nothing would be heard`);
    const company = config?.company ?? exampleCompany;
    problems.push(...loaded.problems, ...checkExamples(loaded.rules, company));
    if (values.json)
      io.stdout.write(`${JSON.stringify({ ok: problems.length === 0, rules: loaded.rules.length, problems })}\n`);
    else if (problems.length > 0) io.stdout.write(`${problems.join('\n')}\n`);
    else io.stdout.write(`${config ? `${file} and ` : ''}${loaded.rules.length} rules are in order\n`);
    return problems.length > 0 ? 1 : 0;
  },
};

/** The company that the examples of the default pack are about. */
const exampleCompany = {
  name: 'Klankbord',
  names: [],
  handles: ['klankbord'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
} as const;

async function configOf(file: string, problems: string[]): Promise<Config | undefined> {
  try {
    return await loadConfig(file);
  } catch (error) {
    if (error instanceof ConfigProblems) problems.push(...error.problems);
    else if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      problems.push(`${file}:1:1 is not there; make it with "klankbord init", or name another with --config FILE`);
    else problems.push(`${file}:1:1 cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
