import type { Query } from './tree.ts';

/** The query as text; parsing it gives the same tree. */
export function print(query: Query): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.map(grouped).join(query.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${grouped(query.item)}`;
    case 'near':
      return `${grouped(query.left)} ${query.ordered ? 'ONEAR' : 'NEAR'}/${query.within} ${grouped(query.right)}`;
    case 'sentence':
      return `SENTENCE(${query.items.map(grouped).join(' ')})`;
    case 'word':
      return printWord(query.mode, query.text, query.edits);
    case 'phrase':
      return `${query.exact ? '=' : ''}${quoted(query.text)}`;
    case 'field':
      return `${query.name}:${query.compare === '=' ? '' : query.compare}${/^[^\s()"\\<>=]+$/.test(query.value) ? query.value : quoted(query.value)}`;
    case 'brand':
      return 'brand:';
  }
}

function grouped(query: Query): string {
  const compound = query.kind === 'and' || query.kind === 'or' || query.kind === 'near';
  return compound ? `(${print(query)})` : print(query);
}

function printWord(mode: string, text: string, edits: number | undefined): string {
  switch (mode) {
    case 'exact':
      return `=${text}`;
    case 'stem':
      return `~${text}`;
    case 'fuzzy':
      return `${text}~${edits}`;
    case 'hashtag':
      return `#${text}`;
    case 'handle':
      return `@${text}`;
    default:
      return text;
  }
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
