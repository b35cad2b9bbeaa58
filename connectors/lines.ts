import type { FileHandle } from 'node:fs/promises';

const mostLine = 1_000_000;
const mostLines = 500;
const mostBytes = 4_000_000;
const chunkBytes = 64 * 1024;

export interface Lines {
  readonly values: readonly unknown[];
  /** Behind the last line that was taken, in bytes. */
  readonly offset: number;
  /** The rest of a line that is too long is still to come. */
  readonly skipping: boolean;
  /** The file holds more than was taken. */
  readonly behind: boolean;
}

/** JSON values of a file's complete lines from an offset on, in portions of at most 500 lines or 4 MB. The last line
 *  needs no line end once it is complete JSON: no beginning of an object is an object. */
export async function* readLines(
  file: FileHandle,
  from: number,
  inside: boolean,
  name: string,
  skip: (reason: string) => void,
): AsyncGenerator<Lines> {
  const chunk = Buffer.alloc(chunkBytes);
  let skipping = inside;
  let offset = from;
  let pending: Buffer = Buffer.alloc(0);
  let values: unknown[] = [];
  let taken = 0;

  const take = (line: Buffer, at: number): void => {
    const text = line
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
    if (text === '') return;
    const value = parsed(text);
    if (value === undefined) skip(`${name} at byte ${at}: not a JSON object`);
    else values.push(value);
    taken += line.length;
  };
  const portion = (behind: boolean): Lines => {
    const done = { values, offset, skipping, behind };
    values = [];
    taken = 0;
    return done;
  };

  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, offset + pending.length);
    if (bytesRead === 0) break;
    let rest: Buffer = Buffer.concat([pending, chunk.subarray(0, bytesRead)]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (skipping) skipping = false;
      else if (end > mostLine) skip(`${name} at byte ${offset}: a line of more than ${mostLine} bytes`);
      else take(rest.subarray(0, end), offset);
      offset += end + 1;
      rest = rest.subarray(end + 1);
      if (values.length >= mostLines || taken >= mostBytes) yield portion(true);
    }
    if (rest.length > mostLine || skipping) {
      if (!skipping) skip(`${name} at byte ${offset}: a line of more than ${mostLine} bytes`);
      skipping = true;
      offset += rest.length;
      rest = Buffer.alloc(0);
    }
    pending = rest;
  }
  if (pending.length > 0 && parsed(pending.toString('utf8')) !== undefined) {
    take(pending, offset);
    offset += pending.length;
    pending = Buffer.alloc(0);
  }
  yield portion(pending.length > 0);
}

/** A JSON object, or undefined. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
