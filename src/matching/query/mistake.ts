/** What is wrong with a query, where, and what to write instead. */
export class Mistake extends Error {
  readonly query: string;
  /** UTF-16 offset in the query. */
  readonly at: number;
  readonly what: string;
  /** The readings that were possible, or what would be right. */
  readonly readings: readonly string[];

  constructor(query: string, at: number, what: string, readings: readonly string[] = []) {
    super(shown(query, at, what, readings));
    this.name = 'Mistake';
    this.query = query;
    this.at = at;
    this.what = what;
    this.readings = readings;
  }
}

const around = 60;

/** The message, the part of the query around the mistake with a caret under it, and the readings. */
function shown(query: string, at: number, what: string, readings: readonly string[]): string {
  const from = Math.max(0, at - around);
  const to = Math.min(query.length, at + around);
  const before = `${from > 0 ? '…' : ''}${query.slice(from, at)}`.replaceAll(/\s/g, ' ');
  const after = `${query.slice(at, to)}${to < query.length ? '…' : ''}`.replaceAll(/\s/g, ' ');
  const lines = [`at ${at + 1}: ${cut(what)}`, `  ${before}${after}`, `  ${' '.repeat([...before].length)}^`];
  if (readings.length > 1) lines.push('  it can be read as', ...readings.map((reading) => `    ${cut(reading)}`));
  else if (readings[0] !== undefined) lines.push(`  write ${cut(readings[0])}`);
  return lines.join('\n');
}

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
