import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface File {
  readonly path: string;
  readonly imports: readonly string[];
}

function filesIn(folder: string): File[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && statSync(join(root, path)).isFile())
    .map((path) => ({ path, imports: importsOf(path) }));
}

/** Repository paths for our own files, package names for the others. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'([^'\n]+)'/g)].map((match) => match[1]!);
  return found.map((name) => (name.startsWith('.') ? relative(root, resolve(root, path, '..', name)) : name));
}

const source = filesIn('src');
const connectors = filesIn('connectors');
const inside = (...folders: string[]) => source.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const ours = ({ imports }: File) => imports.filter((name) => name.startsWith('src/') || name.startsWith('connectors/'));

describe('who may import whom', () => {
  it('the nouns import nothing', () => {
    expect(importsOf('src/model.ts')).toEqual([]);
  });

  it('what is pure knows the nouns and its like, and no store, network, clock or rxjs', () => {
    const pure = [
      ...inside(
        'src/matching/',
        'src/classification/',
        'src/alerts/decide.ts',
        'src/alerts/compose.ts',
        'src/alerts/words.ts',
      ),
      ...inside('src/verdict/').filter(({ path }) => !path.endsWith('reconcile.ts')),
      ...inside('src/digest/summarise.ts', 'src/digest/render-', 'src/digest/words.ts', 'src/digest/pseudonymous.ts'),
    ];
    const allowed =
      /^src\/(model\.ts|matching\/|classification\/|verdict\/|alerts\/(decide|compose|words)\.ts|digest\/|store\/store\.ts)/;
    for (const file of pure) {
      expect({ [file.path]: ours(file).filter((name) => !allowed.test(name)) }).toEqual({ [file.path]: [] });
      expect({
        [file.path]: file.imports.filter((name) => /^(rxjs|undici|mongodb|fastify|node:(http|net|sqlite))/.test(name)),
      }).toEqual({ [file.path]: [] });
    }
  });

  it('the flow knows no post', () => {
    for (const file of inside('src/flow/')) {
      expect({ [file.path]: ours(file).filter((name) => !name.startsWith('src/flow/')) }).toEqual({ [file.path]: [] });
    }
  });

  it('rxjs stays in the flow and in the files that put it together', () => {
    const places = /^src\/(flow\/|pipeline\.ts|follow\.ts|daemon\.ts|hooks\.ts)/;
    expect(
      source.filter(({ path, imports }) => imports.includes('rxjs') && !places.test(path)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('a connector knows its contract, the nouns, the errors and what connectors share', () => {
    const allowed = /^(connectors\/[^/]+\.ts|src\/(model|duration)\.ts|src\/net\/)/;
    for (const file of connectors) {
      expect({ [file.path]: ours(file).filter((name) => !allowed.test(name)) }).toEqual({ [file.path]: [] });
    }
  });

  it('only the daemon knows every part', () => {
    const parts = ['src/store/open.ts', 'src/classification/open.ts', 'src/server/server.ts', 'src/net/web.ts'];
    const all = source.filter(({ imports }) => parts.every((part) => imports.includes(part)));
    expect(all.map(({ path }) => path)).toEqual(['src/daemon.ts']);
  });

  it('natural is used by subpath only', () => {
    expect(
      [...source, ...connectors].filter(({ imports }) => imports.includes('natural')).map(({ path }) => path),
    ).toEqual([]);
  });
});
