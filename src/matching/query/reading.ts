import type { Classification, Post } from '../../model.ts';
import { allForms, type Form } from '../forms.ts';
import { type Language, languageOf } from '../language.ts';
import type { Scan } from '../normalise.ts';

/** A stretch of tokens, both ends included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One post as the rules look at it: its forms are made once, and only where a rule may hit. */
export interface Reading {
  readonly post: Post;
  readonly words: Scan;
  readonly forms: readonly Form[];
  /** Forms by their letters. */
  readonly byForm: ReadonlyMap<string, readonly Form[]>;
  readonly classification: Classification | undefined;
  language(): Language;
  /** Where each leaf was found, kept because rules share leaves. */
  readonly found: Map<number, readonly Stretch[]>;
}

export function read(post: Post, words: Scan, classification?: Classification): Reading {
  const forms = allForms(words);
  const byForm = new Map<string, Form[]>();
  for (const form of forms) {
    const same = byForm.get(form.form);
    if (same) same.push(form);
    else byForm.set(form.form, [form]);
  }
  let language: Language | undefined;
  return {
    post,
    words,
    forms,
    byForm,
    classification,
    language: () => (language ??= languageOf(post.text, post.language)),
    found: new Map(),
  };
}

/** By where they begin, then by where they end; each once. */
export function sorted(stretches: readonly Stretch[]): readonly Stretch[] {
  if (stretches.length < 2) return stretches;
  const inOrder = [...stretches].sort((a, b) => a.from - b.from || a.to - b.to);
  return inOrder.filter((one, at) => at === 0 || one.from !== inOrder[at - 1]!.from || one.to !== inOrder[at - 1]!.to);
}
