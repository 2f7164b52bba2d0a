import { startReading } from '../../test/reading.js';

const { read, told } = await startReading();

describe('the outcomes of a year', () => {
  const offences = (counts: number) => [{ act: 'SOA 2003', section: '103I', description: 'breach', counts }];
  const at = (occurredAt: string) => ({ occurredAt });

  it('are counted by unit, in the year in London in which they happened', async () => {
    await told((s) => {
      const [one, other] = [s.suspect(), s.suspect()];
      one.tell('ChargeBrought', { offences: offences(3), unit: 'Unit A' }, at('2031-06-01T12:00:00.000Z'));
      one.tell('ChargeBrought', { offences: offences(1), unit: 'Unit A' }, at('2031-12-31T23:59:59.999Z'));
      other.tell('ChargeBrought', { offences: offences(5), unit: 'Unit B' }, at('2032-01-01T00:00:00.000Z'));
      const sentence = { custodyMonths: 20, suspended: false, orders: [], court: 'St Albans' };
      one.tell('SentencePassed', sentence, at('2031-12-31T12:00:00.000Z'));
      other.tell('SentencePassed', { ...sentence, suspended: true }, at('2032-02-01T12:00:00.000Z'));
    });
    expect(await read.outcomes(2031)).toEqual({
      ...{ year: 2031, asOf: '2031-12-31' },
      units: [{ unit: 'Unit A', charges: 4, custodialMonths: 20, sentences: 1 }],
      total: { charges: 4, custodialMonths: 20, sentences: 1 },
    });
    expect((await read.outcomes(2032)).units).toEqual([
      { unit: 'Unit B', charges: 5, custodialMonths: 0, sentences: 1 },
    ]);
    expect((await read.outcomes(2032, 'Unit A')).total).toEqual({ charges: 0, custodialMonths: 0, sentences: 0 });
  });

  it('are those up to today, in London, of the year that it is', async () => {
    expect((await read.outcomes(2026)).asOf).toBe('2026-07-01');
    expect((await read.outcomes(2025)).asOf).toBe('2025-12-31');
  });
});
