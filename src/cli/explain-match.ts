import { type Explanation, explain, type Part } from '../matching/explain.ts';
import type { Rule } from '../matching/rule.ts';
import type { Company, Post } from '../model.ts';

/** How many parts of a long list of alternatives are named. */
const named = 6;

/** The tokens of a text, and of every rule which part hits, where, and why it does not: the rules that hit come first.
 *  Without `all` the rules that miss are only named. */
export function explainMatch(post: Post, rules: readonly Rule[], company: Company, all = true): string {
  const told = explain(post, rules, company);
  const ordered = [...told.rules].sort((a, b) => rank(a.part) - rank(b.part));
  const shown = ordered.filter(({ part }) => all || part.hit !== false);
  const misses = ordered.filter((one) => !shown.includes(one)).map(({ rule }) => rule.name);
  const others = misses.length > 0 ? [`✗ no hit: ${misses.join(', ')} (why: --all)`] : [];
  return [...tokenLines(told), ...shown.flatMap(ruleLines), ...others].join('\n');
}

const rank = (part: Part): number => (part.hit ? 0 : part.hit === undefined ? 1 : 2);
const sign = (part: Part): string => (part.hit ? '✓' : part.hit === undefined ? '?' : '✗');

function tokenLines({ tokens }: Explanation): string[] {
  const shown = tokens.slice(0, 200).map(({ text, kind, forms, sentence }, at) => {
    const read = forms.filter((form) => form !== text).join('|');
    const first = at > 0 && sentence !== tokens[at - 1]!.sentence ? '/ ' : '';
    return `${first}${text}${read === '' ? '' : `→${read}`}${kind === 'word' ? '' : ` (${kind})`}`;
  });
  const more = tokens.length > 200 ? [`… and ${tokens.length - 200} more`] : [];
  return [`tokens       ${[...shown, ...more].join(' · ')}`];
}

function ruleLines({ rule, part }: Explanation['rules'][number]): string[] {
  const outcome = part.hit ? 'hits' : part.hit === undefined ? 'waits for the classification' : 'misses';
  const about = rule.role === 'topic' ? `topic ${rule.topic ?? rule.name}` : 'mention';
  return [`${sign(part)} ${rule.name} (${about}) ${outcome}`, ...partLines(part, '    ')];
}

/** What decided: of alternatives those that hit, of conditions each, of a NOT what it found. */
function partLines(part: Part, indent: string): string[] {
  const { joined, parts } = part;
  if (joined === undefined) return [`${indent}${sign(part)} ${line(part)}`];
  if (joined === 'not') {
    const found = parts.flatMap(({ places }) => places.slice(0, 3).map(({ text }) => `“${cut(text)}”`));
    return [`${indent}${sign(part)} ${cut(part.part)}${found.length > 0 ? `: ${found.join(', ')} is there` : ''}`];
  }
  if (joined === 'and') return parts.flatMap((one) => partLines(one, indent));
  if (part.hit !== false) return parts.filter(({ hit }) => hit !== false).flatMap((one) => partLines(one, indent));
  const almost = parts.filter(({ why }) => why?.startsWith('both') || why?.startsWith('its words'));
  const names = parts.slice(0, named).map((one) => cut(one.part));
  const more = parts.length > named ? ` and ${parts.length - named} more` : '';
  return [`${indent}✗ none of ${names.join(' · ')}${more}`, ...almost.flatMap((one) => partLines(one, `${indent}  `))];
}

function line(part: Part): string {
  const places = part.places.slice(0, 5).map(({ start, end, text }) => `“${cut(text)}” (${start}–${end})`);
  const found = places.length > 0 ? `: ${places.join(', ')}` : '';
  return `${cut(part.part.replace(/:$/, ''))}${found}${part.why === undefined ? '' : `: ${part.why}`}`;
}

const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
