import { expect, it } from 'vitest';
import { askedWait } from '../../src/net/wait.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

it.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': '0' }, 1_000],
  [{ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, 1_000],
  [{ 'retry-after': '86400000' }, 3_600_000],
  [{ 'retry-after': 'soon', 'x-ratelimit-reset': '2026-11-24T12:01:00.123456Z' }, 60_123],
  [{ 'x-rate-limit-reset': String(now / 1000 + 90) }, 90_000],
  [{ 'ratelimit-reset': '45' }, 45_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('reads %j as %s ms', (headers, wait) => {
  expect(askedWait(headers, now)).toBe(wait);
});
