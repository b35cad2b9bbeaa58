import { connect, createServer, type Socket } from 'node:net';

/** Where the connection is lost: before a write reaches the server, or after it but before the answer comes back. */
export type Cut = 'before' | 'after';

/** A way to a MongoDB server that lets so many writes through and is then dead, for every connection. */
export interface CuttingProxy {
  readonly url: string;
  /** How many writes came by. */
  writes(): number;
  /** From now on everything passes. */
  mend(): void;
  close(): Promise<void>;
}

const opMsg = 2013;
const writing = new Set(['insert', 'update', 'delete']);

export async function cuttingProxy(target: string, surviving: number, cut: Cut): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let writes = 0;
  let survive = surviving;
  let dead = false;
  const die = () => {
    dead = true;
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((client) => {
    if (dead) return client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    let pending = Buffer.alloc(0);
    let doomed = false;
    client.on('data', (data: Buffer) => {
      pending = Buffer.concat([pending, data]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const message = pending.subarray(0, pending.readInt32LE(0));
        pending = pending.subarray(message.length);
        if (writing.has(commandOf(message))) {
          writes += 1;
          doomed = cut === 'before' ? writes > survive : writes === survive;
          if (doomed && cut === 'before') return die();
        }
        upstream.write(message);
      }
    });
    upstream.on('data', (data) => (doomed ? die() : client.write(data)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    url: `mongodb://127.0.0.1:${address.port}/`,
    writes: () => writes,
    mend() {
      dead = false;
      survive = Number.POSITIVE_INFINITY;
    },
    close: () =>
      new Promise((resolve) => {
        die();
        server.close(() => resolve());
      }),
  };
}

/** The command's name is that of the first element of an OP_MSG's first section. */
function commandOf(message: Buffer): string {
  if (message.readInt32LE(12) !== opMsg || message[20] !== 0) return '';
  return message.toString('latin1', 26, message.indexOf(0, 26));
}
