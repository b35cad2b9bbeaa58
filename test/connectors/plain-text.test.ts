import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  instantOf,
  mostText,
  plainHandle,
  plainName,
  plainText,
  plainUrl,
  textOfHtml,
} from '../../connectors/plain-text.ts';

it.each([
  ['<p>Eerste &amp; tweede</p><p>derde<br/>vierde</p>', 'Eerste & tweede\nderde\nvierde'],
  ['&quot;caf&eacute;&quot; &#8217;s &#x1F642; &euro;5&nbsp;&hellip;', '"café" ’s 🙂 €5 …'],
  ['&amp;lt;b&amp;gt; blijft tekst', '&lt;b&gt; blijft tekst'],
  ['als a < b en b > c', 'als a < b en b > c'],
  ['<img alt="a > b" src=x>beeld', 'beeld'],
  ['<script>alert(1)</script>zichtbaar<style>p{}</style>', 'zichtbaar'],
  ['<!-- weg -->hier<!-- niet dicht', 'hier'],
  [
    '<a href="https://x.example/?a=1&amp;b=2"><span class="invisible">https://</span>x.example</a>',
    'https://x.example',
  ],
  ['&onbekend; &#0; &#1114112; &', '&onbekend; &'],
  ['<a onclick="nooit dicht', '<a onclick="nooit dicht'],
  ['<a "onzin>tekst', 'tekst'],
])('shows %s as a reader sees it', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

it('takes no longer than linear for hostile markup', () => {
  const began = process.cpuUsage();
  for (const part of ['<a "', '<', '<!--', '&#', '<script>', '<a <b ', '&amp;', '<p>'.repeat(3)]) {
    textOfHtml(part.repeat(1_000_000 / part.length));
    textOfHtml(`${part.repeat(399_000 / part.length)}>`);
  }
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(4_000);
});

it('cuts long text with a mark, and never through a character', () => {
  const cut = plainText('🙂'.repeat(mostText));
  expect(cut.length).toBeLessThanOrEqual(mostText);
  expect(cut).toMatch(/🙂 \[…\]$/u);
  expect(cut.isWellFormed()).toBe(true);
  expect(plainText('x'.repeat(mostText))).toHaveLength(mostText);
});

it('repairs lone surrogates, drops control characters, and leaves marks of direction', () => {
  expect(plainText('a\u0000b\ud800c\u0007\r\nd\te\u200f')).toBe('ab\ufffdc\nd\te\u200f');
});

it('makes well-formed text of anything', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const any = String.fromCharCode(...units);
      for (const text of [plainText(any), textOfHtml(any), plainName(any) ?? '', plainHandle(any)]) {
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[^\P{Cc}\n\t]/u);
      }
    }),
  );
});

it.each([
  ['2026-09-01T21:45:29+02:00', '2026-09-01T19:45:29.000Z'],
  ['2026-09-01T21:45:29', '2026-09-01T21:45:29.000Z'],
  ['2026-09-01', '2026-09-01T00:00:00.000Z'],
  ['Tue, 22 Sep 2026 14:35:00 GMT', '2026-09-22T14:35:00.000Z'],
  ['Tue, 22 Sep 2026 14:35:00 CEST', '2026-09-22T12:35:00.000Z'],
  ['Tue, 22 Sep 2026 14:35:00 +0200', '2026-09-22T12:35:00.000Z'],
  ['22 Sep 2026 14:35', '2026-09-22T14:35:00.000Z'],
  [1_790_000_000, '2026-09-21T14:13:20.000Z'],
  [1_790_000_000_000, '2026-09-21T14:13:20.000Z'],
  ['rubbish 2026', undefined],
  ['gisteren', undefined],
  ['9999-01-01', undefined],
  ['', undefined],
  [null, undefined],
])('reads the moment %s as %s', (when, instant) => {
  expect(instantOf(when)).toBe(instant);
});

it.each([
  ['https://example.org/a', 'https://example.org/a'],
  ['javascript:alert(1)', null],
  ['/relative', null],
  [`https://example.org/${'x'.repeat(5_000)}`, null],
  [undefined, null],
])('keeps of the address %.30s only what can be opened safely', (address, url) => {
  expect(plainUrl(address)).toBe(url);
});
