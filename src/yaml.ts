import { readFileSync } from 'node:fs';
import JaroWinklerDistance from 'natural/lib/natural/distance/jaro-winkler_distance.js';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { ZodType } from 'zod';

/** A YAML file with the place of everything in it, so that every mistake can be pointed at. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** `file:line:col` of a path, or of its nearest ancestor that is there. */
  place(path: readonly PropertyKey[]): string;
}

/** What a file holds and every problem of its syntax; `${NAME}` and `${file:…}` are filled in, in scalars only, and
 *  each value so filled in is added to `secrets`. */
export function readYaml(
  file: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Set<string>,
): { source: Source; problems: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problems = document.errors.map((error) => `${at(error.pos[0])} ${error.message.replaceAll('\n', ' ')}`);
  if (problems.length === 0) problems.push(...substitute(document, at, environment, secrets));
  const value = problems.length === 0 ? toValue(document, problems, file) : undefined;
  return { source: { file, value, place: (path) => at(offsetOf(document, path)) }, problems };
}

function toValue(document: Document.Parsed, problems: string[], file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    problems.push(`${file}:1:1 ${(error as Error).message}: write the repeated parts out`);
    return undefined;
  }
}

function substitute(
  document: Document.Parsed,
  at: (offset: number) => string,
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Set<string>,
): string[] {
  const problems: string[] = [];
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== 'string' || !node.value.includes('${')) return;
      const place = at(node.range?.[0] ?? 0);
      if (key === 'key') {
        problems.push(`${place} a key cannot hold \${…}; only values can`);
        return;
      }
      node.value = node.value.replace(/\$\{([^}]{1,300})\}/g, (whole, name: string) => {
        const found = lookUp(name, environment);
        if (found.value === undefined) {
          problems.push(`${place} ${whole}: ${found.why}`);
          return whole;
        }
        if (found.value.length >= 4) secrets.add(found.value);
        return found.value;
      });
    },
  });
  return problems;
}

function lookUp(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): { value?: string; why?: string } {
  if (name.startsWith('file:')) {
    try {
      return { value: readFileSync(name.slice(5), 'utf8').trim() };
    } catch (error) {
      return {
        why: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); mount the file or correct its path`,
      };
    }
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { why: 'is neither ${NAME} nor ${file:/path}' };
  const value = environment[name];
  return value === undefined ? { why: 'is not set in the environment; set it, or use ${file:/path}' } : { value };
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length);
    const key = keyOffset(document, part);
    if (key !== undefined) return key;
  }
  return document.range[0];
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  const last = path.at(-1);
  if (last === undefined) return document.contents?.range?.[0];
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pairs = parent && typeof parent === 'object' && 'items' in parent ? (parent.items as unknown[]) : [];
  for (const [index, item] of pairs.entries()) {
    if (!item || typeof item !== 'object') continue;
    if ('key' in item && isScalar(item.key)) {
      if (String(item.key.value) === String(last)) return item.key.range?.[0];
    } else if (index === last && 'range' in item) {
      return (item.range as [number, number, number] | undefined)?.[0];
    }
  }
  return undefined;
}

/** Every mismatch of a value with its schema as `file:line:col path: what is wrong, and the nearest valid key`. */
export function check<T>(
  source: Source,
  schema: ZodType<T>,
  value: unknown,
  path: readonly PropertyKey[] = [],
): { value?: T; problems: string[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => {
    const whole = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        (key) =>
          `${source.place([...whole, key])} ${dotted([...whole, key])}: is not a setting${nearest(key, keysAt(schema, issue.path))}`,
      );
    }
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [
      `${source.place(whole)} ${dotted(whole)}: ${missing ? 'is missing' : issue.message.replace('Invalid input: ', '')}`,
    ];
  });
  return { problems };
}

export function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

/** `; did you mean "handles"?`, or the list of what there is. */
export function nearest(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = known
    .map((candidate) => ({ candidate, score: JaroWinklerDistance(word.toLowerCase(), candidate.toLowerCase(), {}) }))
    .sort((a, b) => b.score - a.score)[0];
  return best && best.score > 0.75 ? `; did you mean "${best.candidate}"?` : `; there is ${known.join(', ')}`;
}

interface Inner {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly def?: { readonly innerType?: unknown; readonly element?: unknown; readonly in?: unknown };
}

function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let node = unwrap(schema);
  for (const part of path) {
    node = unwrap(typeof part === 'number' ? node?.def?.element : node?.shape?.[String(part)]);
  }
  return Object.keys(node?.shape ?? {});
}

function unwrap(schema: unknown): Inner | undefined {
  let node = schema as Inner | undefined;
  while (node && !node.shape && (node.def?.innerType ?? node.def?.in))
    node = (node.def?.innerType ?? node.def?.in) as Inner;
  return node;
}
