import { parentPort, Worker } from 'node:worker_threads';

/** A model in a thread of its own, which answers one question after another. */
export interface Thread<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  /** Questions that still wait are rejected. */
  close(): Promise<void>;
}

type Reply<Answer> =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly error: string };

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Starts a module that calls `answerEach`. Rejects where the module fails to load. A thread that dies rejects what waits
 *  for it, and the next question starts another. */
export async function openThread<Question, Answer>(
  module: URL,
  name: string,
  workerData?: unknown,
): Promise<Thread<Question, Answer>> {
  const waiting = new Map<number, Waiting<Answer>>();
  let next = 0;
  let closed = false;
  let running: Promise<Worker> | undefined = start();
  await running;

  function start(): Promise<Worker> {
    const worker = new Worker(module, { workerData, name });
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        running = undefined;
        reject(error);
        for (const one of waiting.values()) one.reject(error);
        waiting.clear();
      };
      worker.on('error', (error) => fail(error as Error));
      worker.on('exit', (code) => {
        if (running) fail(new Error(closed ? `the ${name} is closed` : `the ${name} stopped with ${code}`));
      });
      worker.on('message', (reply: Reply<Answer>) => {
        if ('ready' in reply) {
          resolve(worker);
          return;
        }
        const one = waiting.get(reply.id);
        waiting.delete(reply.id);
        if ('error' in reply) one?.reject(new Error(reply.error));
        else one?.resolve(reply.answer);
      });
    });
  }

  return {
    async ask(question) {
      if (closed) throw new Error(`the ${name} is closed`);
      running ??= start();
      const worker = await running;
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, question });
      });
    },
    async close() {
      closed = true;
      const worker = await running?.catch(() => undefined);
      await worker?.terminate();
    },
  };
}

/** In the thread: answers each question in the order of asking, one at a time. */
export function answerEach<Question, Answer>(respond: (question: Question) => Promise<Answer>): void {
  const port = parentPort;
  if (!port) throw new Error('this module runs in a worker thread');
  let last = Promise.resolve();
  port.on('message', ({ id, question }: { id: number; question: Question }) => {
    last = last.then(async () => {
      try {
        port.postMessage({ id, answer: await respond(question) } satisfies Reply<Answer>);
      } catch (error) {
        port.postMessage({ id, error: String(error) } satisfies Reply<Answer>);
      }
    });
  });
  port.postMessage({ ready: true } satisfies Reply<Answer>);
}
