import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Refused, Unavailable } from '../src/net/errors.ts';
import { readLines } from './lines.ts';

/** How far one file is read, and what it is recognised by: the hashes of its first bytes and of those before `offset`. */
const position = z.object({
  offset: z.number().int().nonnegative(),
  head: z.string(),
  tail: z.string(),
  /** Inside a line that is too long to read. */
  skipping: z.boolean().optional(),
  /** More had been written when it was last looked at. */
  behind: z.boolean().optional(),
});
export type Position = z.infer<typeof position>;
const checkpointShape = z.object({ files: z.record(z.string(), position) });
export type GrowingCheckpoint = z.infer<typeof checkpointShape>;

const fingerprintBytes = 256;
/** So that the checkpoint stays below 64 kB. */
const mostFiles = 300;
const mostNames = 30_000;

export interface GrowingRequest {
  /** A file of JSON lines, or a folder with `*.jsonl` and `*.ndjson` files, read by name. */
  readonly path: string;
  readonly checkpoint: unknown;
  readonly signal: AbortSignal;
  skip(reason: string): void;
  gap(detail: string): void;
}

export interface Portion {
  readonly values: readonly unknown[];
  readonly checkpoint: GrowingCheckpoint;
}

/** Yields what was added since the checkpoint, at most 500 lines or 4 MB at a time, and returns at the end. A last line
 *  that is not complete waits. A file is known again by its content, so renaming and rotating lose nothing; where a file
 *  was emptied or replaced and its rest is nowhere, that is told as a gap. */
export async function* readGrowing(request: GrowingRequest): AsyncGenerator<Portion> {
  const before = checkpointShape.safeParse(request.checkpoint);
  const known = new Map(Object.entries(before.success ? before.data.files : {}));
  const folder = await isFolder(request.path);
  const root = folder ? request.path : dirname(request.path);
  const names = folder ? await linesFiles(root) : [basename(request.path)];
  const after = new Map<string, Position>();

  const told = (): GrowingCheckpoint => ({ files: Object.fromEntries([...known, ...after]) });
  async function* follow(name: string, from: Position | undefined, as: string): AsyncGenerator<Portion> {
    const file = await openFile(join(root, name));
    try {
      let at: Position | undefined = from;
      for await (const portion of readLines(file, from?.offset ?? 0, from?.skipping ?? false, name, request.skip)) {
        if (portion.values.length === 0 && at?.offset === portion.offset) continue;
        at = {
          ...(await fingerprint(file, portion.offset)),
          offset: portion.offset,
          ...(portion.skipping ? { skipping: true } : {}),
          ...(portion.behind ? { behind: true } : {}),
        };
        after.set(as, at);
        yield { values: portion.values, checkpoint: told() };
        if (request.signal.aborted) return;
      }
      if (at !== undefined) after.set(as, at);
    } finally {
      await file.close();
    }
  }

  const found = await recognise(root, names, known);
  const carried = new Set(found.values());
  for (const [name, was] of [...known]) {
    if (found.get(name) === name) continue;
    known.delete(name);
    if (carried.has(name)) continue;
    const moved = await rotated(root, name, names, was);
    if (moved !== undefined) {
      known.set(name, was);
      yield* follow(moved.name, was, name);
      if (request.signal.aborted) return;
      known.delete(name);
      after.delete(name);
    }
    const lost = moved === undefined ? names.includes(name) || was.behind : moved.newer > 0;
    if (lost) request.gap(`${name} was emptied, replaced or removed: lines after the last read may be missing`);
  }
  for (const [name, old] of found) {
    const was = before.success ? before.data.files[old] : undefined;
    if (was !== undefined) known.set(name, was);
  }
  for (const name of names) {
    yield* follow(name, known.get(name), name);
    if (request.signal.aborted) return;
  }
}

/** For each file of now, under which name it was known. */
async function recognise(
  root: string,
  names: readonly string[],
  known: ReadonlyMap<string, Position>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const lost: string[] = [];
  for (const name of names) {
    const was = known.get(name);
    if (was !== undefined && (await isSame(join(root, name), was))) found.set(name, name);
    else lost.push(name);
  }
  const claimed = new Set(found.values());
  for (const name of lost) {
    for (const [old, was] of known) {
      if (claimed.has(old) || was.offset === 0 || !(await isSame(join(root, name), was))) continue;
      found.set(name, old);
      claimed.add(old);
      break;
    }
  }
  return found;
}

/** Where a log rotation put the file that we know (`posts.jsonl.1`, `posts-2026-11-25.jsonl`), and how many it has
 *  put aside since. */
async function rotated(
  root: string,
  name: string,
  names: readonly string[],
  was: Position,
): Promise<{ name: string; newer: number } | undefined> {
  const stem = name.replace(/\.[^.]*$/, '');
  const siblings: { name: string; changed: number }[] = [];
  for (const other of await readdir(root)) {
    const added = other.startsWith(stem) ? other.slice(stem.length).replace(/[a-z]/gi, '') : '';
    if (names.includes(other) || other.length > name.length + 30 || !/^[-._\d]*\d[-._\d]*$/.test(added)) continue;
    const stats = await stat(join(root, other)).catch(() => undefined);
    if (stats?.isFile()) siblings.push({ name: other, changed: stats.mtimeMs });
  }
  siblings.sort((a, b) => b.changed - a.changed);
  for (const [newer, { name: other }] of siblings.slice(0, 50).entries()) {
    if (await isSame(join(root, other), was)) return { name: other, newer };
  }
  return undefined;
}

async function isSame(path: string, was: Position): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size < was.offset) return false;
    const now = await fingerprint(file, was.offset);
    return now.head === was.head && now.tail === was.tail;
  } finally {
    await file.close();
  }
}

/** Hashes of the first and last bytes of what is before `offset`. */
async function fingerprint(file: FileHandle, offset: number): Promise<{ head: string; tail: string }> {
  const length = Math.min(offset, fingerprintBytes);
  return { head: await hashAt(file, 0, length), tail: await hashAt(file, offset - length, length) };
}

async function hashAt(file: FileHandle, at: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('base64url').slice(0, 12);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch((error: unknown) => fail(path, error))).isDirectory();
}

async function linesFiles(root: string): Promise<string[]> {
  const names = (await readdir(root)).filter((name) => /\.(?:jsonl|ndjson)$/.test(name)).sort();
  if (names.length > mostFiles || names.join().length > mostNames)
    throw new Refused(`${root}: more files than can be followed (${mostFiles}); move those that are done away`);
  return names;
}

async function openFile(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: unknown) => fail(path, error));
}

export function fail(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT') throw new Unavailable(`${path} does not exist (yet)`);
  if (code === 'EACCES' || code === 'EPERM') throw new Refused(`${path} may not be read by this user`);
  throw new Unavailable(`${path} cannot be read (${code})`);
}
