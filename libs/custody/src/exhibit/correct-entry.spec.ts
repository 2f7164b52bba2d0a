import { eventId, type Past } from '../kernel/given.js';
import { correctExhibitEntry } from './correct-entry.js';
import { happened } from './events.js';
import { doubted, examiner, given, handedOver, officer, received, seized, supervisor } from './given-exhibit.js';

const correction = (field: string, now: unknown, n = 0, more: { was?: unknown } = {}) => ({
  ...{ correctsEventId: eventId(n), field, now, reason: 'Misread' },
  ...more,
});
const corrected = (field: string, was: unknown, now: unknown): Past => ({
  by: officer,
  ...happened('EntryCorrected', {
    ...{ correctsEventId: eventId(0), entryType: 'DeviceSeized', field, was, now, reason: 'Misread' },
  }),
});
const when = (past: readonly Past[], said: ReturnType<typeof correction>, by = officer) =>
  given(...past).when(correctExhibitEntry, said, by);

describe('correcting an entry', () => {
  it('says what it said, what it should say, and why', () =>
    expect(when([seized()], correction('description', 'Blue phone')).events).toEqual([
      {
        type: 'EntryCorrected',
        facts: {
          ...{ correctsEventId: eventId(0), entryType: 'DeviceSeized', field: 'description' },
          ...{ was: 'Black phone', now: 'Blue phone', reason: 'Misread' },
        },
      },
    ]));

  it('leaves out what a personal field said, and names whose it is', () =>
    expect(when([seized()], correction('from', 'Another person')).events).toEqual([
      expect.objectContaining({ facts: expect.not.objectContaining({ was: expect.anything() }) }),
    ]));

  it('changes what is decided on from then on', () => {
    expect(when([seized()], correction('kind', 'tablet')).state.kind).toBe('tablet');
    expect(when([seized(), corrected('kind', 'mobile phone', 'tablet')], correction('kind', 'laptop')).state.kind).toBe(
      'laptop',
    );
  });

  it('gives a value that a field did not have', () =>
    when([seized()], correction('imei', '490154203237518')).then('EntryCorrected'));

  it.each<[string, ReturnType<typeof correction>, string]>([
    ['of an entry that is not there', correction('kind', 'tablet', 9), 'no-such-entry'],
    ['of who handed it to whom', correction('to', 'doyle', 1), 'not-correctable'],
    ['of the reference: that is a new label', correction('exhibitRef', 'AB/2'), 'not-correctable'],
    ['to what the field may not say', correction('imei', '12'), 'correction-not-valid'],
    ['to text where a number belongs', correction('kind', 7), 'correction-not-valid'],
    ['to what it says', correction('kind', 'mobile phone'), 'nothing-to-correct'],
    ['that took it to say something else', correction('kind', 'tablet', 0, { was: 'laptop' }), 'entry-says-otherwise'],
    ['of a seal number by anybody', correction('sealNumber', 'S900'), 'not-a-supervisor'],
    ['of its time by anybody', correction('occurredAt', '2026-01-14T08:00:00Z'), 'not-a-supervisor'],
  ])('is refused %s', (_what, said, refusal) => when([seized(), handedOver(officer, examiner)], said).refused(refusal));

  it('refuses a time that has not come', () =>
    when([seized()], correction('occurredAt', '2036-01-14T08:00:00Z'), supervisor).refused('correction-not-valid'));

  it('is for another supervisor when a supervisor made the entry', () =>
    when([seized('S100', supervisor)], correction('sealNumber', 'S900'), supervisor).refused('not-a-supervisor'));

  it('of a seal number that was misread on receipt leaves the seal as it was sent', () => {
    const past = [seized(), handedOver(officer, examiner), received(examiner, 'S10O'), doubted()];
    expect(
      given(...past).when(correctExhibitEntry, correction('sealNumberSeen', 'S100', 2), supervisor).state,
    ).toMatchObject({
      seal: { is: 'sealed', number: 'S100' },
      discrepancies: [{ kind: 'seal' }],
    });
  });
});
