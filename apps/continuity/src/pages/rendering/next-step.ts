import { type ExhibitSummary } from '#read-models';

/** What happens next to an exhibit, in one sentence for a case officer; as its state says, not a promise. */
export function nextStep(exhibit: ExhibitSummary, nameOf: (personId: string) => string): string {
  const { custody, examination, seal, openDiscrepancies, holds } = exhibit;
  if (custody === 'returned' || custody === 'destroyed') return `Nothing: it was ${custody}.`;
  if (custody === 'in transit')
    return `${exhibit.sentTo === null ? 'The addressee' : nameOf(exhibit.sentTo)} receives it.`;
  if (custody === 'detected') return 'It is seized and sealed.';
  if (openDiscrepancies > 0) return 'A supervisor resolves the discrepancy.';
  switch (examination) {
    case 'none':
      return 'Somebody on the case requests an examination.';
    case 'requested':
      return seal === 'sealed'
        ? 'It goes to the lab, where the seal is broken and the examination starts.'
        : 'The lab starts the examination.';
    case 'started':
      return 'The lab completes the examination.';
    case 'paused':
      return 'The lab resumes the examination.';
    case 'completed':
      return holds.length > 0
        ? `It is kept while a hold is on it (${holds.join(', ')}).`
        : 'The report is issued; then it is kept, returned or destroyed.';
  }
}
