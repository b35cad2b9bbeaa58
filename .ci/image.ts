/** Runs the steps of the Dockerfile on a clean copy of what is committed, without a container engine: `/app` and `/data`
 *  become folders below a temporary one. Fails where a step fails, or where the image would not start. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'klankbord-image-'));
const source = join(root, 'source');
mkdirSync(source);
execFileSync('sh', ['-c', 'git archive HEAD | tar -x -C "$0"', source], { stdio: 'inherit' });

const stages = new Map<string, string>();
let stage = root;
let work = root;
let name = '';
const environment: Record<string, string> = { ...process.env, CI: 'true' } as Record<string, string>;
const inStage = (path: string, from = stage): string => (path.startsWith('/') ? join(from, path) : resolve(work, path));

for (const line of instructions(readFileSync(join(source, 'Dockerfile'), 'utf8'))) {
  const [word = '', ...rest] = line.split(/\s+/);
  const argument = line.slice(word.length).trim();
  if (word === 'FROM') {
    name = rest[2] ?? 'final';
    stage = join(root, name);
    mkdirSync(stage);
    stages.set(name, stage);
  } else if (word === 'WORKDIR') {
    work = inStage(argument);
    mkdirSync(work, { recursive: true });
  } else if (word === 'ENV') {
    const [key = '', value = ''] = argument.split('=');
    environment[key] = value;
  } else if (word === 'COPY') {
    const from = rest[0]?.startsWith('--from=') ? rest.shift()!.slice('--from='.length) : undefined;
    const to = rest.pop()!;
    for (const path of rest) {
      const target = inStage(to);
      const whole = from ? join(stages.get(from)!, path) : join(source, path);
      const into = rest.length > 1 || to.endsWith('/') ? join(target, path.split('/').at(-1)!) : target;
      mkdirSync(dirname(into), { recursive: true });
      cpSync(whole, into, { recursive: true, verbatimSymlinks: true });
    }
  } else if (word === 'RUN') {
    const command = argument.replaceAll(' /data', ` ${join(stage, 'data')}`);
    execFileSync('sh', ['-ec', command], { cwd: work, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

const app = join(stage, 'app');
const size = execFileSync('du', ['-sm', app], { encoding: 'utf8' }).split('\t')[0];
const inImage = (args: string[], input = ''): string =>
  execFileSync(process.execPath, [join(app, 'src/main.ts'), ...args], {
    cwd: join(stage, 'data'),
    encoding: 'utf8',
    input,
  });
process.stdout.write(inImage(['check']));
const annotated = inImage(
  ['annotate'],
  '{"id":"1","text":"Weer een uur in de wacht, niemand neemt op.","brand":["Voorbeeld"]}\n',
);
if (!annotated.includes('"complaint"')) throw new Error(`annotate in the image answered: ${annotated}`);
process.stdout.write(`the image's steps run; /app is ${size} MB\n`);
rmSync(root, { recursive: true, force: true });

function instructions(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
