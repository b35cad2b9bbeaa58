import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { Unreadable } from '../src/net/errors.ts';
import { fail } from './growing-file.ts';

export const encodings = ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

const mostRecord = 1_000_000;
const headBytes = 64 * 1024;

/** How a file is written. */
export interface Manner {
  readonly encoding: Encoding;
  readonly separator: Separator;
  /** Lines before the headings: `sep=;`, as Excel writes it. */
  readonly above: number;
}

/** Finds out how a file is written. A byte order mark decides, then whether all of it is UTF-8; else it is Windows-1252.
 *  The separator is the one that gives most headings that `count` knows, and among equals most columns. */
export async function mannerOf(
  path: string,
  told: { readonly encoding?: Encoding | undefined; readonly separator?: Separator | undefined },
  count: (headings: readonly string[]) => number,
): Promise<Manner> {
  const encoding = told.encoding ?? (await encodingOf(path));
  let head = '';
  for await (const part of decoded(path, encoding, headBytes)) head += part;
  const said = /^sep=([,;\t|])\r?\n/i.exec(head)?.[1] as Separator | undefined;
  const above = said === undefined ? 0 : 1;
  const separator = told.separator ?? said;
  if (separator !== undefined) return { encoding, separator, above };
  const scored = separators.map((one) => {
    const headings = headingsOf(head, one);
    return { one, score: count(headings), columns: headings.length };
  });
  scored.sort((a, b) => b.score - a.score || b.columns - a.columns);
  return { encoding, separator: scored[0]!.one, above };
}

function headingsOf(head: string, delimiter: Separator): string[] {
  try {
    return parseNow(head, { ...options, delimiter, to: 1 })[0] ?? [];
  } catch {
    return [];
  }
}

const options = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: mostRecord,
} satisfies Options;

/** All rows, the headings first; a field may run over several lines. A file that breaks off inside quotes, or has a row of
 *  more than 1 MB, is unreadable: what comes behind would be lost without a word. */
export async function* readRows(path: string, { encoding, separator, above }: Manner): AsyncGenerator<string[]> {
  const parser = parse({ ...options, delimiter: separator, from_line: above + 1 });
  const text = Readable.from(decoded(path, encoding));
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of text.pipe(parser)) yield row as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error ? ` near line ${String(error.lines)}` : '';
    throw new Unreadable(`${basename(path)}: is no whole CSV file${line} (${error.code})`);
  } finally {
    text.destroy();
    parser.destroy();
  }
}

async function encodingOf(path: string): Promise<Encoding> {
  let first = true;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of bytesOf(path)) {
      if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
      if (first && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
      first = false;
      decoder.decode(bytes, { stream: true });
    }
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

/** The text without a byte order mark, of at most so many bytes. */
async function* decoded(path: string, encoding: Encoding, most?: number): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of bytesOf(path, most)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') yield text;
  }
  const rest = most === undefined ? decoder.decode() : '';
  if (rest !== '') yield rest;
}

async function* bytesOf(path: string, most?: number): AsyncGenerator<Buffer> {
  try {
    const stream = createReadStream(path, most === undefined ? {} : { end: most - 1 });
    for await (const bytes of stream) yield bytes as Buffer;
  } catch (error) {
    fail(path, error);
  }
}
