import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, ConfigProblems, loadConfig } from '../config.ts';
import type { Rule } from '../matching/rule.ts';
import { readRules } from '../rules.ts';
import { UsageError } from './verb.ts';

export const defaultFile = 'klankbord.yaml';

export interface Settings {
  readonly config: Config;
  readonly rules: readonly Rule[];
  /** Rules that do not load; the others do. */
  readonly problems: readonly string[];
}

/** Reads klankbord.yaml (or `--config FILE`) and the rules beside it, or the default pack where there is no such folder. */
export async function readSettings(file: string | undefined): Promise<Settings> {
  const path = file ?? defaultFile;
  if (!existsSync(path)) {
    throw new UsageError(`there is no ${path}; make one with "klankbord init", or name it with --config FILE`);
  }
  const config = await loadConfig(path);
  const folder = rulesFolder(config);
  const { rules, problems } = await readRules(folder);
  if (rules.length === 0)
    throw new ConfigProblems([...problems, `${folder}: no rule could be loaded, so nothing would be heard`]);
  return { config, rules, problems };
}

/** `rules:` beside the configuration file, else the pack that Klankbord brings. */
export function rulesFolder(config: Config): string {
  const own = resolve(dirname(config.file), config.rules);
  return existsSync(own) ? own : new URL('../../rules', import.meta.url).pathname;
}
