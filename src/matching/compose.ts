import { Mistake } from './query/mistake.ts';
import { isExclusion, parse } from './query/parse.ts';
import type { Query } from './query/tree.ts';
import type { Rule } from './rule.ts';

/** A rule's parts as one query, or what is wrong with it: `path` says in which key (`any[3]`). */
export function compose(
  rule: Rule,
): { query: Query; mistakes: [] } | { query: null; mistakes: { path: string; what: string }[] } {
  const mistakes: { path: string; what: string }[] = [];
  const read = (path: string, text: string, onlyExcludes: boolean): Query[] => {
    try {
      return [parse(text, { onlyExcludes })];
    } catch (mistake) {
      if (!(mistake instanceof Mistake)) throw mistake;
      mistakes.push({ path, what: mistake.message });
      return [];
    }
  };
  const list = (key: 'any' | 'all' | 'none', onlyExcludes: boolean): Query[] =>
    (rule[key] ?? []).flatMap((text, index) => read(`${key}[${index}]`, text, onlyExcludes));
  const either = (items: readonly Query[]): Query[] => (items.length > 1 ? [{ kind: 'or', items }] : [...items]);
  const parts: Query[] = [
    ...(rule.brand ? [{ kind: 'brand' } as const] : []),
    ...(rule.query === undefined ? [] : read('query', rule.query, true)),
    ...either(list('any', false)),
    ...list('all', true),
    ...list('none', false).map((item): Query => ({ kind: 'not', item })),
    ...either((rule.languages ?? []).map((value) => ({ kind: 'field', name: 'lang', compare: '=', value }))),
    ...(rule.sentiment === undefined
      ? []
      : [{ kind: 'field', name: 'sentiment', compare: '<=', value: String(rule.sentiment) } as const]),
  ];
  const query: Query = parts.length === 1 ? parts[0]! : { kind: 'and', items: parts };
  if (mistakes.length === 0 && (parts.length === 0 || isExclusion(query)))
    mistakes.push({ path: '', what: 'says nothing that must be there: add query, any, all or brand: true' });
  return mistakes.length > 0 ? { query: null, mistakes } : { query, mistakes: [] };
}
