import type { Mention, Settlement, Verdict } from '../model.ts';

/** A mention as a person settled it: their word outweighs every model, and is shown as evidence. */
export function settle(mention: Mention, settlement: Settlement): Mention {
  const { answer } = settlement;
  const { classification } = mention;
  const settled = { ...mention, settled: settlement, reviewAt: null };
  if (answer === 'not-a-complaint') {
    const complaint = { ...classification.complaint, is: false };
    return { ...settled, classification: { ...classification, complaint }, verdict: null };
  }
  return { ...settled, verdict: verdictOf(settlement, mention.verdict) };
}

function verdictOf({ answer, ticket, by }: Settlement, before: Verdict | null): Verdict {
  const reported = answer === 'already-reported';
  const evidence = { kind: 'person', weight: reported ? 10 : -10, detail: `${by}: ${answer}` };
  return {
    label: reported ? 'reported' : 'unreported',
    ticket: reported ? (ticket ?? before?.ticket ?? null) : null,
    probability: reported ? 1 : 0,
    evidence: [evidence, ...(before?.evidence ?? []).filter(({ kind }) => kind !== 'person')],
  };
}
