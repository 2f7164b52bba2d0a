import { type StoredFacts } from '#custody';
import { folded } from '../../test/rows.js';
import { bell, examinedPhone, mensah, SEIZURE, Story } from '../../test/story.js';
import { cases, type CaseRow } from '../cases/cases.js';
import { exhibits, type ExhibitRow } from '../exhibits/exhibits.js';
import { suspects, type SuspectRow } from '../suspects/suspects.js';

type Correction = StoredFacts['EntryCorrected'];

const correction = (of: { id: string; type: string; data: object }, field: string, now: unknown): Correction => ({
  ...{ correctsEventId: of.id, entryType: of.type, field, now, reason: 'Misread' },
  was: (of.data as Readonly<Record<string, unknown>>)[field],
});

describe('the row of an exhibit shows what a corrected entry should have said, and that it is corrected', () => {
  const row = (tell: (story: Story, phone: ReturnType<Story['exhibit']>) => void): ExhibitRow | undefined => {
    const story = new Story();
    const phone = story.exhibit();
    tell(story, phone);
    return folded<ExhibitRow>(exhibits, story.events).rows.get(phone.id);
  };

  it.each([
    ['description', 'Blue phone', { description: 'Blue phone' }, 'description'],
    ['imei', '490154203237518', { imei: '490154203237518' }, 'imei'],
    ['sealNumber', 'S900', { seal_number: 'S900' }, 'sealNumber'],
    ['occurredAt', '2026-03-01T05:00:00.000Z', { seized_at: '2026-03-01T05:00:00.000Z' }, 'seizedAt'],
  ])('of a seizure: %s', (field, now, expected, named) =>
    expect(
      row((_story, phone) => {
        const seized = phone.tell('DeviceSeized', SEIZURE);
        phone.tell('EntryCorrected', correction(seized, field, now));
      }),
    ).toMatchObject({ ...expected, more: { corrected: [named] } }),
  );

  it('of a seal of the past; a number that was only misread was never one', () => {
    const broken = row((_story, phone) => {
      const seized = phone.tell('DeviceSeized', SEIZURE);
      phone.tell('SealBroken', { sealNumber: 'S100', reason: 'examination' });
      phone.tell('EntryCorrected', correction(seized, 'sealNumber', 'S900'));
    });
    expect(broken).toMatchObject({ seal_number: null, more: { formerSeals: ['S900'], corrected: ['formerSeals'] } });
    const misread = row((_story, phone) => {
      phone.tell('DeviceSeized', SEIZURE);
      const received = phone.tell('CustodyReceived', { sealNumberSeen: 'S10', sealIntact: true, location: 'Van' });
      phone.tell('EntryCorrected', correction(received, 'sealNumberSeen', 'S100'));
    });
    expect(misread).toMatchObject({ seal_number: 'S100', more: { formerSeals: [], corrected: ['sealNumber'] } });
  });

  it('of where it is, while it is there', () => {
    const moved = (again: boolean) =>
      row((_story, phone) => {
        phone.tell('DeviceSeized', SEIZURE);
        const stored = phone.tell('StoredAt', { location: 'Shelf 1' });
        if (again) phone.tell('StoredAt', { location: 'Shelf 2' });
        phone.tell('EntryCorrected', correction(stored, 'location', 'Shelf 7'));
      });
    expect(moved(false)).toMatchObject({ location: 'Shelf 7', more: { corrected: ['location'] } });
    expect(moved(true)).toMatchObject({ location: 'Shelf 2' });
    expect(moved(true)?.more).not.toHaveProperty('corrected');
  });

  it('of how urgent it is, so that the board sorts it anew', () => {
    const asked = row((_story, phone) => {
      phone.tell('DeviceSeized', SEIZURE);
      const request = phone.tell(
        'ExaminationRequested',
        { priority: 4, questions: 'Any?', dueBy: '2026-05-01' },
        { by: bell },
      );
      phone.tell('EntryCorrected', correction(request, 'priority', 1));
      phone.tell('EntryCorrected', correction(request, 'dueBy', '2026-04-01'));
    });
    expect(asked).toMatchObject({ priority: 1, due_by: '2026-04-01', urgency: '0 1 2026-04-01' });
  });

  it('of an image and of findings', () => {
    const story = new Story();
    const { phone, sim } = examinedPhone(story);
    const told = (type: string) => story.events.find((event) => event.type === type) ?? fail(type);
    phone.tell('EntryCorrected', correction(told('ImageAcquired'), 'toolVersion', '7.69'), { by: mensah });
    phone.tell('EntryCorrected', correction(told('ExaminationCompleted'), 'findings', 'nothing found'));
    phone.tell('EntryCorrected', correction(told('SubExhibitTaken'), 'kind', 'eSIM'));
    const { rows } = folded<ExhibitRow>(exhibits, story.events);
    expect(rows.get(phone.id)).toMatchObject({
      images: [{ tool: 'UFED', toolVersion: '7.69' }],
      findings: 'nothing found',
      kind: 'mobile phone',
      more: { corrected: ['images', 'findings'] },
    });
    expect(rows.get(sim.id)).toMatchObject({ kind: 'SIM card' });
  });
});

const fail = (type: string): never => {
  throw new Error(`Nothing was told of ${type}`);
};

it('the row of a suspect shows what corrected entries should have said', () => {
  const story = new Story();
  const suspect = story.suspect();
  const arrest = suspect.tell('PersonArrested', { name: 'Al', dateOfBirth: '2001-03-19', suspectedOf: ['x'] } as never);
  const bail = suspect.tell('BailGranted', { until: '2026-05-01', conditions: ['A'] });
  suspect.tell('EntryCorrected', correction(bail, 'until', '2026-05-10'));
  suspect.tell('EntryCorrected', correction(arrest, 'occurredAt', '2026-02-28T06:00:00.000Z'));
  suspect.tell('EntryCorrected', correction(arrest, 'suspectedOf', ['x', 'y']));
  const at = () => folded<SuspectRow>(suspects, story.events).rows.get(suspect.id);
  expect(at()).toMatchObject({
    ...{ bail: { until: '2026-05-10', conditions: ['A'] }, arrested_at: '2026-02-28T06:00:00.000Z' },
    ...{ suspected_of: ['x', 'y'], corrected: ['bail', 'arrestedAt', 'suspectedOf'] },
  });

  const offence = { act: 'SOA 2003', section: 's.103I', description: 'breach', counts: 2 };
  const charge = suspect.tell('ChargeBrought', { unit: 'PPU', offences: [offence, offence] });
  suspect.tell('EntryCorrected', correction(charge, 'offences', [{ ...offence, counts: 3 }]));
  expect(at()?.charges).toEqual([{ ...offence, counts: 3, at: charge.occurredAt, event: charge.id }]);
});

it('the row of a case shows what corrected entries should have said, and never where', () => {
  const story = new Story();
  const file = story.theCase();
  const opened = file.tell('CaseOpened', { operationName: 'Oter', force: 'Herts', unit: 'POLIT', offenceTypes: ['x'] });
  const warrant = file.tell('WarrantExecuted', { warrantRef: 'W/1', premises: '1 High St', units: ['COST'] } as never);
  file.tell('EntryCorrected', correction(opened, 'operationName', 'Otter'));
  file.tell('EntryCorrected', correction(warrant, 'warrantRef', 'W/11'));
  const { was: _sealed, ...premises } = correction(warrant, 'premises', '2 High St');
  file.tell('EntryCorrected', premises);
  const row = folded<CaseRow>(cases, story.events).rows.get(file.id);
  expect(row).toMatchObject({ operation_name: 'Otter', warrants: [{ warrantRef: 'W/11', units: ['COST'] }] });
  expect(JSON.stringify(row)).not.toContain('High St');
});
