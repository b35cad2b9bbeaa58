import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigest } from '../../src/digest/make.ts';
import { openStore } from '../../src/store/open.ts';
import { aClassification, aCompany, aMention, aPost, aVerdict } from '../support/a.ts';
import { emptyFolder } from '../support/folder.ts';

const executablePath = process.env.CHROMIUM;
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const hostile =
  '<img src="https://kwaad.example/pixel.png" onerror="document.title=\'gekaapt\'"><script>document.title="gekaapt"</script> Al een uur in de wacht';

describe.runIf(executablePath)('the digest in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: quiet });
  });
  afterAll(() => browser.close());

  it.each([
    ['a telephone', 390],
    ['a desk', 1200],
  ])('fits the width of %s, asks the network for nothing, and shows hostile quotes as text', async (_name, width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const url = pathToFileURL(await aDigest()).href;
    await page.goto(url);

    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).toBe(0);
    expect(errors).toEqual([]);
    expect(requests).toEqual([url]);
    expect(await page.title()).not.toContain('gekaapt');
    expect(await page.locator('img, script, iframe').count()).toBe(0);
    for (const text of ['<script>document.title="gekaapt"</script>', 'Al een uur in de wacht']) {
      expect(await page.getByText(text).first().isVisible()).toBe(true);
    }
    expect(await page.locator('svg').count()).toBeGreaterThan(0);
    await page.close();
  });
});

/** A week with a hostile quote, and one word that is as long as a line. */
async function aDigest(): Promise<string> {
  const folder = await emptyFolder();
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'k.db') });
  const texts = [hostile, `Voorbeeld ${'onafgebroken'.repeat(60)}`, 'Voorbeeld levert niet.'];
  const mentions = texts.map((text, at) =>
    aMention({
      post: aPost({ id: `x:${at}`, text, createdAt: `2026-11-1${at}T10:00:00.000Z` }),
      classification: aClassification({
        topics: [{ topic: at === 2 ? 'delivery' : 'reachability', probability: 0.9 }],
      }),
      verdict: aVerdict({ label: at === 1 ? 'reported' : 'unreported' }),
    }),
  );
  await store.save({ mentions });
  const digest = { folder, formats: ['html'] as const };
  const { files } = await makeDigest('2026-W46', store, { company: aCompany({ locale: 'nl' }), digest }, Date.now());
  await store.close();
  return files[0]!;
}
