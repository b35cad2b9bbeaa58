import type { Classifier } from '../classification/classifier.ts';
import { copyKeys } from '../matching/copy.ts';
import type { Matcher } from '../matching/match.ts';
import type { Company, Mention } from '../model.ts';
import { keysOf } from '../verdict/keys.ts';
import type { Classified, Matched } from './batch.ts';

export interface Hearing {
  readonly matcher: Matcher;
  readonly classifier: Classifier;
  readonly company: Company;
  /** A complaint from this probability on. */
  readonly complaint: number;
  readonly now: () => number;
}

/** Hears what a post says, in the model's own thread, and lets the rules that waited for it decide. */
export async function classify(batch: Matched, hearing: Hearing): Promise<Classified> {
  const { matcher, classifier, company, now } = hearing;
  const brand = [company.name, ...company.names, ...company.handles];
  const heardNow = new Date(now()).toISOString();
  const classifications = await classifier.classify(
    batch.heard.map(({ post, heard }) => ({
      text: post.text,
      language: heard.language,
      brand,
      ...(post.rating === undefined ? {} : { rating: post.rating }),
    })),
  );
  const mentions = batch.heard.flatMap(({ post, heard, before }, index): Mention[] => {
    const classification = classifications[index];
    if (!classification) throw new Error(`the classifier gave no answer for ${post.id}`);
    // What a person settled stays settled, whatever its author makes of the text.
    if (before?.settled) return [{ ...before, post }];
    const { probability, because } = classification.complaint;
    const is = probability >= hearing.complaint;
    const settled = matcher.settle(heard, post, { ...classification, complaint: { is, probability, because } });
    if (!settled.mention) return [];
    return [
      {
        id: post.id,
        post,
        via: before?.via ?? batch.via,
        heardAt: before?.heardAt ?? heardNow,
        matches: settled.matches,
        language: heard.language,
        classification: {
          ...classification,
          complaint: { is, probability, because },
          severity: settled.severity,
        },
        verdict: before?.verdict ?? null,
        reviewAt: null,
        copyOf: before?.copyOf ?? null,
        keys: [...keysOf(post, company), ...copyKeys(post.text)],
      },
    ];
  });
  return { via: batch.via, deletions: batch.deletions, read: batch.read, mentions };
}
