import { folded } from '../../test/rows.js';
import { Story } from '../../test/story.js';
import { outcomes, type OutcomeRow } from './outcomes.js';

const offence = (counts: number) => ({
  act: 'Sexual Offences Act 2003',
  section: '103I',
  description: 'breach',
  counts,
});
const sentence = (custodyMonths: number, suspended = false) => ({
  custodyMonths,
  suspended,
  orders: [],
  court: 'St Albans',
});

function counted(happens: (suspect: ReturnType<Story['suspect']>) => void) {
  const story = new Story();
  const suspect = story.suspect();
  happens(suspect);
  return folded<OutcomeRow>(outcomes, story.events).rows.get(suspect.id)?.counted;
}

describe('what counts as an outcome', () => {
  it('is each count of each charge, for the unit that brought it', () => {
    const row = counted((suspect) => {
      suspect.tell('ChargeBrought', { offences: [offence(2), offence(3)], unit: 'COST' });
      suspect.tell('ChargeBrought', { offences: [offence(1)], unit: 'PPU' });
    });
    expect(row).toMatchObject([
      { charges: 5, unit: 'COST', months: 0, sentences: 0 },
      { charges: 1, unit: 'PPU' },
    ]);
  });

  it('is a sentence with its months of prison, for the unit whose charge it was', () => {
    const row = counted((suspect) => {
      suspect.tell('ChargeBrought', { offences: [offence(1)], unit: 'PPU' });
      suspect.tell('SentencePassed', sentence(18), { occurredAt: '2026-02-28T12:00:00.000Z' });
    });
    expect(row?.[1]).toMatchObject({
      at: '2026-02-28T12:00:00.000Z',
      unit: 'PPU',
      charges: 0,
      months: 18,
      sentences: 1,
    });
  });

  it('is no month of a suspended sentence', () => {
    const row = counted((suspect) => {
      suspect.tell('ChargeBrought', { offences: [offence(1)], unit: 'PPU' });
      suspect.tell('SentencePassed', sentence(18, true));
    });
    expect(row?.[1]).toMatchObject({ months: 0, sentences: 1 });
  });

  it('is nothing before a charge', () => {
    expect(counted((suspect) => suspect.tell('ReleasedUnderInvestigation', {}))).toBeUndefined();
  });
});
