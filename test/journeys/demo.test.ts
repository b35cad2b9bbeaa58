import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder.ts';
import { start } from '../support/klankbord.ts';

describe('the demo that npm start plays', () => {
  it('shows alerts, verdicts and the digest within 90 s, leaves nothing beside its folder, and can be run again', async () => {
    const folder = await emptyFolder();
    const began = performance.now();
    const { status, out, err } = await start(['run'], folder).ended;
    expect({ status, err }).toEqual({ status: 0, err: expect.not.stringMatching(/"what":|^ {4}at /m) });
    expect(performance.now() - began).toBeLessThan(90_000);

    expect(out).toContain('There is no klankbord.yaml here, so the demo runs.');
    expect(out.match(/^! Niet gemeld bij de helpdesk · Kievitel/gm)!.length).toBeGreaterThan(10);
    expect(out).toMatch(/^‼ Eerder gemeld, niet opgelost/m);
    expect(out).toMatch(/^✓ ↻ Gemeld bij de helpdesk/m);
    expect(out).toMatch(/^ +reported probably-reported unreported reported-unresolved unknown$/m);
    expect(out).toMatch(/^reachability( +[\d·]+){5}$/m);
    const [, right, of] = out.match(/verdict right in (\d+) of (\d+)/)!.map(Number);
    expect(right! / of!).toBeGreaterThan(0.85);

    const files = out.match(/^ {2}\/.*digest-2026-W4[56]\.(html|csv|md)$/gm)!.map((line) => line.trim());
    expect(new Set(files).size).toBe(6);
    for (const file of files) expect(existsSync(file)).toBe(true);
    expect(readdirSync(folder)).toEqual(['.klankbord']);
    // What is not written over a terminal holds no control characters at all.
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    const wide = out.split('\n').filter((line) => line.length > 100 && !line.includes('/'));
    expect(wide).toEqual([]);

    const again = start(['run'], folder);
    await again.until('! Niet gemeld');
    again.child.kill('SIGTERM');
    const stopped = await again.ended;
    expect(stopped).toMatchObject({ status: 0, err: expect.not.stringMatching(/"what":|^ {4}at /m) });
    expect(stopped.out).toMatch(/^\d+ mentions, \d+ complaints/m);
  }, 150_000);
});
