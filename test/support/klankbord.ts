import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

const main = new URL('../../src/main.ts', import.meta.url).pathname;

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves when this text has been written, to whichever of the two; throws if the process ends before. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** `klankbord <args>` as a process of its own, in that folder; none of its files may grow beyond `blocks` of 512 bytes,
 *  if that is given. It is killed when the test ends. */
export function start(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  blocks?: number,
): Running {
  const command = [process.execPath, main, ...args];
  const [program = '', ...rest] =
    blocks === undefined ? command : ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, rest, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let wake: (() => void)[] = [];
  const heard = (): void => {
    const waiting = wake;
    wake = [];
    for (const go of waiting) go();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    heard();
  });
  // A process that ends before it has read everything is no error of the test.
  child.stdin.on('error', () => undefined);
  let over = false;
  const ended = once(child, 'close').then(([status, signal]) => {
    over = true;
    heard();
    return { status, signal, out, err } as Ended;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    async until(text) {
      while (!`${out}${err}`.includes(text)) {
        if (over) throw new Error(`ended without “${text}”:\n${out}\n${err}`);
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
  };
}

/** Runs `klankbord <args>` to its end. */
export async function klankbord(
  args: readonly string[],
  folder: string,
  input: string | Buffer = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const running = start(args, folder, environment);
  running.child.stdin?.end(input);
  return running.ended;
}
