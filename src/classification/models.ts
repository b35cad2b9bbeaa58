import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a folder of trained models holds, by file name; see `models/README.md`. */
export type Models = ReadonlyMap<string, Buffer>;

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

const remedy = 'take the folder models/ from the same release again';

/** Reads the wanted files, each of the length and SHA-256 that `manifest.json` lists. Throws on the first that is
 *  missing or damaged, and says which. */
export function readModels(folder: string, wanted: readonly string[]): Models {
  const entries = entriesOf(folder);
  return new Map(
    wanted.map((name) => {
      const entry = entries.find((one) => one.name === name);
      const file = join(folder, name);
      if (!entry) throw new Error(`${join(folder, 'manifest.json')} does not list ${name}: ${remedy}`);
      const bytes = read(file);
      if (bytes.length !== entry.bytes) {
        throw new Error(`${file} is damaged: ${bytes.length} bytes instead of ${entry.bytes}; ${remedy}`);
      }
      if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) {
        throw new Error(`${file} is damaged: its SHA-256 is not the one in manifest.json; ${remedy}`);
      }
      return [name, bytes];
    }),
  );
}

function entriesOf(folder: string): Entry[] {
  const file = join(folder, 'manifest.json');
  const text = read(file).toString('utf8');
  try {
    const { files } = JSON.parse(text) as { files: Entry[] };
    if (Array.isArray(files)) return files;
  } catch {}
  throw new Error(`${file} is damaged: it is no list of files; ${remedy}`);
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(`${file} cannot be read (${why}); ${remedy}`);
  }
}
