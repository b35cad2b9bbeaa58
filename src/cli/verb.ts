import type { Readable, Writable } from 'node:stream';

/** Where a verb reads and writes; a test gives its own. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Returns the exit status. Throws UsageError for arguments that make no sense. */
  run(args: readonly string[], io: Io): Promise<number>;
}

/** Arguments that make no sense; the message says what to write instead. */
export class UsageError extends Error {}
