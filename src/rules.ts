import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { compose } from './matching/compose.ts';
import { compile } from './matching/match.ts';
import type { Rule } from './matching/rule.ts';
import { type Company, type Post, topics } from './model.ts';
import { check, nearest, readYaml, type Source } from './yaml.ts';

/** The rules that can be used, and all that is wrong with the others, as
 *  `file:line:col path: what is wrong, nearest valid key or remedy`. */
export interface Rules {
  readonly rules: readonly Rule[];
  readonly problems: readonly string[];
}

const longestFile = 5_000_000;
const terms = z.array(z.string().min(1)).min(1);
const examples = z.array(z.string());
const ruleSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, 'is 1 to 100 letters, digits, spaces, dots, _ or -'),
  role: z.enum(['mention', 'topic']).optional(),
  topic: z.enum(topics).optional(),
  brand: z.boolean().optional(),
  query: z.string().min(1).optional(),
  any: terms.optional(),
  all: terms.optional(),
  none: terms.optional(),
  languages: z
    .array(z.enum(['nl', 'en', 'de', 'fr', 'other']))
    .min(1)
    .optional(),
  sentiment: z.number().min(-1).max(1).optional(),
  severity: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).optional(),
  examples: z.strictObject({ hit: examples.default([]), miss: examples.default([]) }).optional(),
});
type Written = z.infer<typeof ruleSchema>;

/** Every `*.yaml` of a folder that has a list `rules`, by file name; other files there are for others to read. */
export async function readRules(folder: string): Promise<Rules> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return {
      rules: [],
      problems: [`${folder}:1:1 rules: cannot be read (${why}); correct the path or make the folder`],
    };
  }
  const read: Rules[] = [];
  for (const name of names) read.push(parseRules(join(folder, name), await readFile(join(folder, name), 'utf8')));
  return withoutDoubles(read);
}

/** The rules of one file's text. */
export function parseRules(file: string, text: string): Rules {
  if (text.length > longestFile) return { rules: [], problems: [`${file}:1:1 is larger than 5 MB: split it`] };
  const { source, problems } = readYaml(file, text, {}, new Set());
  if (problems.length > 0) return { rules: [], problems };
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('rules' in value)) {
    const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    // A file such as alerts.yaml holds other things; only one that is named or looks as if it had rules is wrong.
    if (keys.length > 0 && !keys.some((key) => key.toLowerCase().startsWith('rule')))
      return { rules: [], problems: [] };
    const near = keys[0] === undefined ? '' : ` (there is ${keys[0]})`;
    return {
      rules: [],
      problems: [`${file}:1:1 rules: is missing${near}; a rule file is “rules:” and a list of rules`],
    };
  }
  const found: Rule[] = [];
  const wrong = Object.keys(value)
    .filter((key) => key !== 'rules')
    .map((key) => `${source.place([key])} ${key}: is not known here${nearest(key, ['rules'])}`);
  const list: unknown = value.rules;
  if (!Array.isArray(list))
    return { rules: [], problems: [`${source.place(['rules'])} rules: must be a list of rules`] };
  for (const [index, written] of list.entries()) {
    const read = ruleAt(source, index, written);
    wrong.push(...read.problems);
    if (read.rule) found.push(read.rule);
  }
  return withoutDoubles([{ rules: found, problems: wrong }]);
}

function ruleAt(source: Source, index: number, written: unknown): { rule?: Rule; problems: string[] } {
  const path = ['rules', index];
  const checked = check(source, ruleSchema, written, path);
  if (!checked.value) return { problems: named(checked.problems, written) };
  const place = placed(source.place(path), source.file);
  const rule = toRule(checked.value, place);
  const { query, mistakes } = compose(rule);
  if (query) return { rule, problems: [] };
  const problems = mistakes.map(({ path: key, what }) => {
    const keys =
      key === ''
        ? []
        : key
            .split(/[[\]]/)
            .filter(Boolean)
            .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    return `${source.place([...path, ...keys])} rules[${index}]${key === '' ? '' : `.${key}`} (${rule.name}): ${what}`;
  });
  return { problems };
}

/** A bad rule names itself. */
function named(problems: readonly string[], written: unknown): string[] {
  const name = typeof written === 'object' && written !== null && 'name' in written ? written.name : undefined;
  return typeof name === 'string'
    ? problems.map((problem) => `${problem} (in rule “${name.slice(0, 100)}”)`)
    : [...problems];
}

function toRule(written: Written, place: Rule['place']): Rule {
  return {
    ...written,
    role: written.role ?? (written.topic === undefined ? 'mention' : 'topic'),
    examples: written.examples ?? { hit: [], miss: [] },
    place,
  };
}

function placed(place: string, file: string): Rule['place'] {
  const [line, col] = place
    .slice(file.length + 1)
    .split(':')
    .map(Number);
  return { file, line: line ?? 1, col: col ?? 1 };
}

function withoutDoubles(read: readonly Rules[]): Rules {
  const first = new Map<string, Rule>();
  const problems = read.flatMap((one) => one.problems);
  for (const rule of read.flatMap((one) => one.rules)) {
    const same = first.get(rule.name);
    if (!same) first.set(rule.name, rule);
    else {
      const { file, line, col } = rule.place;
      problems.push(
        `${file}:${line}:${col} rules (${rule.name}): ${basename(same.place.file)}:${same.place.line} has a rule of that name: choose another`,
      );
    }
  }
  return { rules: [...first.values()], problems };
}

/** Runs every rule's own examples, and says which of them fail. `{brand}` in an example is the company's name,
 *  `{handle}` its first handle. */
export function checkExamples(rules: readonly Rule[], company: Company): string[] {
  return rules.flatMap((rule) => {
    const { file, line, col } = rule.place;
    const matcher = compile([rule], company);
    const hits = (text: string): boolean => {
      const heard = matcher.match(examplePost(text, company), { everything: true });
      return heard !== null && (heard.matches.length > 0 || heard.pending.length > 0);
    };
    const wrong = (kind: 'hit' | 'miss'): string[] =>
      rule.examples[kind]
        .map((text, index) => ({ text, index }))
        .filter(({ text }) => hits(text) !== (kind === 'hit'))
        .map(({ text, index }) => {
          const what =
            kind === 'hit' ? 'is not hit by the rule, and should be' : 'is hit by the rule, and should not be';
          return `${file}:${line}:${col} examples.${kind}[${index}] (${rule.name}): “${text}” ${what}: correct the rule or the example`;
        });
    return [...wrong('hit'), ...wrong('miss')];
  });
}

/** A post that says this, with the company filled in. */
export function examplePost(text: string, company: Company): Post {
  const filled = text
    .replaceAll('{brand}', company.name)
    .replaceAll('{handle}', company.handles[0] ?? company.name.replaceAll(' ', ''));
  return {
    id: 'example:1',
    source: 'example',
    url: null,
    author: { handle: 'example', name: null },
    text: filled,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}
