import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { bench, everyRow, quiet, until, type Bench } from '../../test/database.js';
import { InventedKeys, SEIZURE, Story } from '../../test/story.js';
import { startProjectors } from '../drivers/projector.js';
import { compareWithRebuild, rebuild } from '../drivers/rebuild.js';
import { postgresReadModels, type LiveReadModels } from '../postgres-read-models.js';
import { type Seen } from '../views.js';
import { tokensOf } from './names.js';

jest.setTimeout(60_000);

const keys = new InventedKeys();
const names = { keys, searchKey: new Uint8Array(randomBytes(32)) };
let at: Bench;
let read: LiveReadModels & Seen;
let story: Story;

beforeAll(async () => {
  at = await bench();
  const live = postgresReadModels({ url: at.url, ...names });
  read = { ...live, ...live.seenBy('everything') };
  story = new Story(keys);
});
afterAll(async () => {
  await read.close();
  await at.close();
});

const rebuilt = () => rebuild({ ledger: at.ledger, url: at.url, names });
const found = async (typed: string) => (await read.search(typed)).people;
const whoAre = async (typed: string) => (await found(typed)).map(({ name }) => name);

/** Appends what is told, follows it live to its end, and says whether a rebuild comes to the same. */
async function follow(tell: () => void): Promise<void> {
  const before = story.events.length;
  tell();
  await story.appendTo(at.ledger, before);
  const projectors = await startProjectors({ ledger: at.ledger, url: at.url, names, log: quiet });
  await until(async () => (await projectors.lag()).position === story.events.length, 'the projectors caught up');
  await projectors.stop();
  expect(await compareWithRebuild({ ledger: at.ledger, url: at.url, names })).toEqual([]);
}

it('finds suspects, people that devices were taken from, and owners, by any word of their names', async () => {
  const suspect = story.suspect();
  const [phone, laptop] = [story.exhibit(), story.exhibit()];
  await follow(() => {
    story.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: [] });
    suspect.tell('PersonArrested', {
      ...{ name: "Zoë O'Hara-Quill", dateOfBirth: '1987-06-05', suspectedOf: ['x'] },
    });
    const from = { fromPersonId: suspect.id, from: 'Zoe Ohara Quill' };
    phone.tell('DeviceSeized', { ...SEIZURE, ...from, exhibitRef: 'AB/1' });
    laptop.tell('DeviceSeized', { ...SEIZURE, from: 'Alan Example', exhibitRef: 'AB/2' } as never);
    const claim = { claimId: '00000000-0000-4000-8000-0000000000c1', basis: 'a receipt' };
    laptop.tell('OwnershipClaimed', { ...claim, claimant: 'Ingrid Example' } as never);
  });
  expect(await found('QUILL')).toEqual([
    {
      ...{ name: "Zoë O'Hara-Quill", suspectId: suspect.id, caseId: story.caseId, operationName: 'Otter' },
      exhibits: [{ exhibitId: phone.id, exhibitRef: 'AB/1' }],
    },
  ]);
  for (const typed of ['zoe', "o'hara", 'ohara', 'ohara-quill zoë', '5/6/1987', '1987-06-05', 'quill 05/06/1987'])
    expect([typed, (await found(typed))[0]?.suspectId]).toEqual([typed, suspect.id]);
  expect((await whoAre('example')).sort()).toEqual(['Alan Example', 'Ingrid Example']);
  for (const typed of ['zoe example', 'qui', '1987', 'nobody', '%', "'"]) expect(await whoAre(typed)).toEqual([]);
});

it('finds a corrected name by what it said and says', async () => {
  const suspect = story.suspect();
  await follow(() => {
    const arrest = suspect.tell('PersonArrested', {
      ...{ name: 'Jon Misspelt', dateOfBirth: '1990-01-01', suspectedOf: ['x'] },
    });
    const correction = { correctsEventId: arrest.id, entryType: 'PersonArrested', reason: 'typed wrong' };
    const whose = `suspect-${suspect.id}`;
    suspect.tell('EntryCorrected', { ...correction, field: 'name', now: 'John Misspelled', whose });
    suspect.tell('EntryCorrected', { ...correction, field: 'dateOfBirth', now: '1990-02-02', whose });
  });
  for (const typed of ['jon', 'john misspelled', '2/2/1990']) expect(await whoAre(typed)).toEqual(['John Misspelled']);
});

it('holds no word that could be guessed without the key', async () => {
  const rows = (await everyRow(at)).people?.join('\n') ?? '';
  expect(rows).toContain(tokensOf('quill', names.searchKey)[0]);
  expect(rows).not.toMatch(/quill|o'?hara|misspel|1987-06|19870605/i);
  expect(tokensOf('quill', new Uint8Array(32))).not.toEqual(tokensOf('quill', names.searchKey));
});

it('is emptied of somebody by their erasure, and a rebuild makes nothing of them again', async () => {
  const suspect = story.suspect();
  const subject = `suspect-${suspect.id}`;
  await follow(() => {
    suspect.tell('PersonArrested', { name: 'Gone Tomorrow', dateOfBirth: '1991-01-01', suspectedOf: ['x'] } as never);
  });
  expect(await whoAre('tomorrow')).toEqual(['Gone Tomorrow']);
  const erasure = {
    erasureId: suspect.id,
    authority: 'DPA',
    requestedBy: 'okafor',
    reason: 'asked',
    subjects: [subject],
  };
  const phone = story.exhibit();
  await follow(() => {
    suspect.tell('PersonalDataErased', erasure);
    // Seized from them in the same moment, and sealed while the key was still there.
    phone.tell('DeviceSeized', { ...SEIZURE, from: 'Gone Tomorrow', fromPersonId: suspect.id } as never);
  });
  expect(await whoAre('tomorrow')).toEqual([]);
  const row = async () => (await everyRow(at)).people?.find((each) => each.includes(subject));
  const emptied = await row();
  expect(emptied).toBe(`(${subject},${story.caseId},"[""${phone.id}""]",,"",t)`);
  keys.destroy(subject);
  await rebuilt();
  expect(await row()).toBe(emptied);
  expect((await read.erased(0)).at(-1)).toEqual({
    ...{ position: story.events.length - 1, subjects: [subject], streams: [subject, `exhibit-${phone.id}`] },
  });
});

it('says what an exhibit, a suspect or a case is tied to', async () => {
  const suspect = story.suspect();
  const [phone, sim, other] = [story.exhibit(), story.exhibit(), story.exhibit()];
  const caseId = '00000000-0000-4000-8000-00000000000c';
  const another = '00000000-0000-4000-8000-00000000000d';
  const within = { caseId };
  await follow(() => {
    const person = { name: 'A', dateOfBirth: '1990-01-01', suspectedOf: ['x'] };
    suspect.tell('PersonArrested', person, within);
    const seized = { ...SEIZURE, fromPersonId: suspect.id };
    phone.tell('DeviceSeized', seized, within);
    const part = { childId: sim.id, exhibitRef: 'TW/1/1', kind: 'SIM', parentId: phone.id, parentRef: 'TW/1' };
    for (const each of [phone, sim]) each.tell('SubExhibitTaken', part, within);
    phone.tell('CaseLinked', { otherCaseId: another, reason: 'x' }, within);
    other.tell('DeviceSeized', SEIZURE, within);
  });
  const theirs = [
    `exhibit-${phone.id}`,
    `exhibit-${sim.id}`,
    `case-${caseId}`,
    `case-${another}`,
    `suspect-${suspect.id}`,
  ];
  const sorted = async (about: object) => [...(await read.concerned({ caseId, ...about }))].sort();
  expect(await sorted({ suspectId: suspect.id })).toEqual([...theirs].sort());
  expect(await sorted({ exhibitId: sim.id })).toEqual([...theirs].sort());
  expect(await sorted({})).toEqual([...theirs, `exhibit-${other.id}`].sort());
  expect(await sorted({ caseId: 'none' })).toEqual([]);
});
