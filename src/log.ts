import pino from 'pino';
import pretty from 'pino-pretty';
import { redact } from './config.ts';
import type { Event, Report } from './events.ts';

const levels: Record<Event['what'], 'debug' | 'info' | 'warn' | 'error'> = {
  started: 'info',
  listening: 'info',
  page: 'debug',
  mentions: 'debug',
  skipped: 'warn',
  'caught-up': 'debug',
  gap: 'warn',
  silent: 'warn',
  failed: 'warn',
  recovered: 'info',
  verdict: 'info',
  sent: 'info',
  parked: 'error',
  digest: 'info',
  forgotten: 'info',
  stopping: 'info',
  stopped: 'info',
};

/** Logs every event as one JSON line on standard error, or readable on a terminal; secrets are replaced. */
export function logTo(
  stream: NodeJS.WritableStream & { isTTY?: boolean },
  secrets: ReadonlySet<string>,
  level: string = process.env.LOG_LEVEL ?? 'info',
): Report {
  const target = stream.isTTY
    ? pretty({ destination: stream, colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : stream;
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, target);
  return (event) => {
    const { what, ...fields } = event;
    const safe = Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? redact(value, secrets) : value]),
    );
    const grave = what === 'failed' && (fields as { kind?: string }).kind === 'Refused';
    logger[grave ? 'error' : levels[what]](safe, what);
  };
}
