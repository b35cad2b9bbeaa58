import type { VerdictLabel } from './model.ts';

/** Everything that can happen and that somebody may want to know: the only things that are logged and counted. */
export type Event =
  | {
      readonly what: 'started';
      readonly sources: number;
      readonly helpdesks: number;
      readonly channels: number;
      readonly rules: number;
      readonly store: string;
    }
  | { readonly what: 'listening'; readonly address: string }
  | { readonly what: 'page'; readonly part: string; readonly items: number; readonly deletions: number }
  | { readonly what: 'mentions'; readonly part: string; readonly kept: number; readonly complaints: number }
  | { readonly what: 'skipped'; readonly part: string; readonly reason: string }
  | { readonly what: 'caught-up'; readonly part: string }
  | { readonly what: 'gap'; readonly part: string; readonly detail: string }
  | { readonly what: 'silent'; readonly part: string; readonly lastItem: string }
  | {
      readonly what: 'failed';
      readonly part: string;
      readonly kind: string;
      readonly reason: string;
      readonly waitMs: number;
    }
  | { readonly what: 'recovered'; readonly part: string }
  | {
      readonly what: 'verdict';
      readonly mention: string;
      readonly from: VerdictLabel | null;
      readonly to: VerdictLabel;
    }
  | { readonly what: 'sent'; readonly channel: string; readonly cause: string; readonly edit: boolean }
  | { readonly what: 'parked'; readonly channel: string; readonly cause: string; readonly reason: string }
  | { readonly what: 'digest'; readonly week: string; readonly files: readonly string[] }
  | { readonly what: 'forgotten'; readonly count: number }
  | { readonly what: 'stopping'; readonly signal: string }
  | { readonly what: 'stopped' };

export type Report = (event: Event) => void;
