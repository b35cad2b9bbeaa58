import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Utterance } from '../../src/classification/classifier.ts';
import { openClassifier } from '../../src/classification/open.ts';

const shipped = new URL('../../models', import.meta.url).pathname;
const folders: string[] = [];

/** A copy of the shipped models that a test may spoil. */
function copyOfModels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'klankbord-models-'));
  folders.push(folder);
  cpSync(shipped, folder, { recursive: true, filter: (path) => !path.includes('train') });
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const say = (text: string): Utterance => ({ text, language: 'nl', brand: ['Kabelaar', '@kabelaar'] });

describe('the classification in its thread', () => {
  it('answers in the order of the posts', async () => {
    const classifier = await openClassifier({ fast: true });
    const [complaint, praise] = await classifier.classify([
      say('@kabelaar al drie dagen geen internet en niemand die de telefoon opneemt, belachelijk'),
      say('Wat een fijne winkel is Kabelaar, vriendelijk geholpen en alles werkt perfect. Aanrader!'),
    ]);
    await classifier.close();
    expect(complaint?.complaint.is).toBe(true);
    expect(complaint?.sentiment.label).toBe('negative');
    expect(praise?.complaint.is).toBe(false);
    expect(praise?.sentiment.label).toBe('positive');
  });

  it('says which model file is missing', async () => {
    const folder = copyOfModels();
    rmSync(join(folder, 'linear.bin'));
    await expect(openClassifier({ fast: true, folder })).rejects.toThrow(/linear\.bin cannot be read \(ENOENT\)/);
  });

  it('says which model file is cut short', async () => {
    const folder = copyOfModels();
    const file = join(folder, 'linear.bin');
    writeFileSync(file, readFileSync(file).subarray(0, 1000));
    await expect(openClassifier({ fast: true, folder })).rejects.toThrow(/linear\.bin is damaged: 1000 bytes/);
  });

  it('says which model file was changed', async () => {
    const folder = copyOfModels();
    const file = join(folder, 'linear.bin');
    const bytes = readFileSync(file);
    bytes[12_345] = bytes[12_345]! ^ 1;
    writeFileSync(file, bytes);
    await expect(openClassifier({ fast: true, folder })).rejects.toThrow(/linear\.bin is damaged: its SHA-256/);
  });

  it('rejects what waits when its thread dies, and starts another for the next', async () => {
    const thread = new URL('dying-worker.ts', import.meta.url);
    const classifier = await openClassifier({ fast: true, thread });
    const [before] = await classifier.classify([say('weer storing')]);
    const waiting = [classifier.classify([say('die')]), classifier.classify([say('weer storing')])];
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await classifier.classify([say('weer storing')])).toEqual([before]);
    await classifier.close();
  });

  it('hears the same post the same way with both models, whatever stands beside it', async () => {
    const classifier = await openClassifier();
    const post = say('Monteur van @kabelaar zou tussen 8 en 12 komen. Het is nu half zes.');
    const [alone] = await classifier.classify([post]);
    const among = await classifier.classify([say('kort'), post, say('een heel ander bericht '.repeat(40)), post]);
    await classifier.close();
    expect([among[1], among[3]]).toEqual([alone, alone]);
  });

  it('says that the transformer is damaged, and does not go on without it', async () => {
    const folder = copyOfModels();
    const file = join(folder, 'hearing.onnx');
    writeFileSync(file, readFileSync(file).subarray(1));
    await expect(openClassifier({ folder })).rejects.toThrow(/hearing\.onnx is damaged/);
  });

  it('rejects what waits when it is closed', async () => {
    const classifier = await openClassifier({ fast: true });
    const waiting = classifier.classify(Array.from({ length: 2000 }, () => say('niets te melden')));
    const rejected = expect(waiting).rejects.toThrow('closed');
    await classifier.close();
    await rejected;
    await expect(classifier.classify([say('nog iets')])).rejects.toThrow('closed');
  });
});
