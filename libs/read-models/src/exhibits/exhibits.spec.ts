import { folded } from '../../test/rows.js';
import { bell, examinedPhone, SEIZURE, Story } from '../../test/story.js';
import { exhibits, type ExhibitRow } from './exhibits.js';

type Phone = ReturnType<Story['exhibit']>;

/** The row of a phone to which this happened. */
function after(happens: (phone: Phone) => void): ExhibitRow | undefined {
  const story = new Story();
  const phone = story.exhibit();
  happens(phone);
  return folded<ExhibitRow>(exhibits, story.events).rows.get(phone.id);
}

const found = (phone: Phone) =>
  phone.tell('DeviceDetected', { kind: 'phone', place: 'Loft', detectedBy: { method: 'dog', name: 'Micky' } });
const seized = (phone: Phone) => (found(phone), phone.tell('DeviceSeized', SEIZURE));
const handedOver = (phone: Phone) => (
  seized(phone),
  phone.tell('CustodyTransferred', { to: 'bell', purpose: 'booking in', sealNumber: 'S100' })
);
const received = (phone: Phone, sealNumberSeen = 'S100', sealIntact = true) => (
  handedOver(phone),
  phone.tell('CustodyReceived', { sealNumberSeen, sealIntact, location: 'Exhibits room' }, { by: bell })
);

describe('the row of an exhibit', () => {
  it('begins where the dog found it', () => {
    expect(after(found)).toMatchObject({ custody: 'detected', kind: 'phone', location: 'Loft', holder_id: null });
  });

  it('says who seized it, when, and under which seal', () => {
    const row = after(seized);
    expect(row).toMatchObject({
      ...{
        exhibit_ref: 'TW/1',
        make: 'Samsung',
        serial: null,
        power: 'warrant',
        seized_at: '2026-03-01T06:02:00.000Z',
      },
      ...{ custody: 'held', holder_id: 'whitlock', holder_name: 'DC Tom Whitlock', location: 'Loft' },
      ...{ seal: 'sealed', seal_number: 'S100', since: '2026-03-01T06:02:00.000Z' },
    });
  });

  it('holds no personal value', () => {
    expect(JSON.stringify(after(seized))).not.toContain(SEIZURE.from);
  });

  it('has the sender answer for it in transit', () => {
    expect(after(handedOver)).toMatchObject({
      custody: 'in transit',
      holder_id: 'whitlock',
      sent_to: 'bell',
      location: null,
    });
  });

  it('stays with the sender when the receiver refuses', () => {
    const row = after(
      (phone) => (handedOver(phone), phone.tell('CustodyRefused', { reason: 'no room' }, { by: bell })),
    );
    expect(row).toMatchObject({ custody: 'held', holder_id: 'whitlock', sent_to: null });
  });

  it('has the receiver answer for it once received', () => {
    expect(after(received)).toMatchObject({
      ...{ custody: 'held', holder_id: 'bell', location: 'Exhibits room', sent_to: null },
      ...{ seal: 'sealed', seal_number: 'S100' },
    });
  });

  it.each([
    ['another seal', 'S200', true, { seal: 'sealed', seal_number: 'S200' }],
    ['a torn seal', 'S100', false, { seal: 'opened', seal_number: null }],
  ])('shows %s as compromised until it is explained', (_, seen, intact, explained) => {
    const arrived = (phone: Phone) => (
      received(phone, seen, intact),
      phone.tell('DiscrepancyRaised', { kind: 'seal', detail: 'not as sent' }, { by: bell })
    );
    expect(after(arrived)).toMatchObject({ seal: 'compromised', seal_number: seen, discrepancies: [{ kind: 'seal' }] });
    const row = after((phone) => {
      const { id } = arrived(phone);
      phone.tell('DiscrepancyResolved', { explanation: 'the courier', discrepancyId: id }, { by: bell });
    });
    expect(row).toMatchObject({ ...explained, discrepancies: [] });
  });

  it('keeps the numbers of seals that were broken, replaced or swapped', () => {
    const seals = (happens: (phone: Phone) => void) => {
      const row = after(happens);
      return [row?.seal_number, row?.more.formerSeals];
    };
    const broken = (phone: Phone) => (
      received(phone),
      phone.tell('SealBroken', { sealNumber: 'S100', reason: 'examination' })
    );
    expect(seals(received)).toEqual(['S100', undefined]);
    expect(seals(broken)).toEqual([null, ['S100']]);
    expect(seals((phone) => (broken(phone), phone.tell('SealApplied', { sealNumber: 'S101' })))).toEqual([
      'S101',
      ['S100'],
    ]);
    expect(seals((phone) => received(phone, 'S200'))).toEqual(['S200', ['S100']]);
    expect(seals((phone) => (received(phone, 'S100', false), phone.tell('SealApplied', { sealNumber: 'S3' })))).toEqual(
      ['S3', ['S100']],
    );
  });

  it('leaves the seal compromised while another discrepancy about it is open', () => {
    const row = after((phone) => {
      received(phone, 'S200');
      const { id } = phone.tell('DiscrepancyRaised', { kind: 'seal', detail: 'S200 seen' }, { by: bell });
      phone.tell('DiscrepancyRaised', { kind: 'seal', detail: 'bag torn' }, { by: bell });
      phone.tell('DiscrepancyResolved', { explanation: 'misread', discrepancyId: id }, { by: bell });
    });
    expect(row).toMatchObject({ seal: 'compromised', discrepancies: [{ kind: 'seal' }] });
  });

  it('follows where it is stored', () => {
    const row = after((phone) => (received(phone), phone.tell('StoredAt', { location: 'Shelf 4' }, { by: bell })));
    expect(row).toMatchObject({ location: 'Shelf 4', holder_id: 'bell' });
  });
});

describe('the examination of an exhibit', () => {
  const story = new Story();
  const { phone, sim } = examinedPhone(story);
  const rowAt = (type: string) => {
    const end = story.events.findIndex((event) => event.type === type) + 1;
    return folded<ExhibitRow>(exhibits, story.events.slice(0, end)).rows.get(phone.id);
  };

  it.each([
    [
      'ExaminationRequested',
      { examination: 'requested', priority: 1, due_by: '2026-04-01', questions: 'Any messages?' },
    ],
    ['SealBroken', { seal: 'opened', seal_number: null }],
    ['ExaminationStarted', { examination: 'started', examiner: 'mensah' }],
    ['ImageAcquired', { images: [expect.objectContaining({ bytes: 64e9, tool: 'UFED', toolVersion: '7.68' })] }],
    ['ExaminationPaused', { examination: 'paused' }],
    ['ExaminationResumed', { examination: 'started' }],
    ['ExaminationCompleted', { examination: 'completed', findings: 'relevant material found' }],
    ['SealApplied', { seal: 'sealed', seal_number: 'S100B' }],
  ])('shows %s', (type, expected) => {
    expect(rowAt(type)).toMatchObject(expected);
  });

  it('gives a part that was taken out a row of its own, with its parent and its holder', () => {
    expect(folded<ExhibitRow>(exhibits, story.events).rows.get(sim.id)).toMatchObject({
      ...{ exhibit_ref: 'TW/1/1', kind: 'SIM card', parent_id: phone.id, parent_ref: 'TW/1' },
      ...{ custody: 'held', holder_id: 'mensah', seal: 'unsealed', case_id: story.caseId },
    });
  });

  it('sorts what waits for the bench before what does not, and what is done last', () => {
    const [done, idle, waiting] = ['ExaminationCompleted', 'DeviceSeized', 'ExaminationRequested'].map(
      (type) => rowAt(type)?.urgency ?? '',
    );
    expect([done, idle, waiting].sort()).toEqual([waiting, idle, done]);
  });

  it('sorts what waits by priority, then by when it is due', () => {
    const urgency = (priority: number, dueBy: string) =>
      after((other) => other.tell('ExaminationRequested', { priority, questions: '?', dueBy }))?.urgency ?? '';
    const inOrder = [urgency(1, '2026-09-01'), urgency(2, '2026-04-01'), urgency(2, '2026-05-01')];
    expect([...inOrder].sort()).toEqual(inOrder);
  });
});

it('does not show a court a view that leaves out what this version does not know', () => {
  const story = new Story();
  story.tell('exhibit-0', 'DeviceTeleported', {});
  expect(() => folded(exhibits, story.events)).toThrow(/DeviceTeleported .* newer version/);
});
