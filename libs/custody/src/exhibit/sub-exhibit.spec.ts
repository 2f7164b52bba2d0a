import { CASE_ID, circumstances, fold, ID, type Past } from '../kernel/given.js';
import { applySeal } from './apply-seal.js';
import { exhibitEvents } from './events.js';
import { exhibitAggregate } from './exhibit.js';
import { atTheLab, examiner, given, officer, onTheBench } from './given-exhibit.js';
import { startExamination } from './start-examination.js';
import { takeSubExhibit } from './take-sub-exhibit.js';

const CHILD = '0c5e0000-0000-4000-8000-000000000003';
const childStream = `exhibit-${CHILD}`;
const sim = { childId: CHILD, exhibitRef: 'AB/1/1', kind: 'SIM card' };
const facts = { ...sim, parentId: ID, parentRef: 'AB/1' };
const takenOut: Past = { type: 'SubExhibitTaken', by: examiner, facts };

describe('taking a part out of an exhibit', () => {
  it('says which exhibit it came from', () =>
    expect(given(...onTheBench).when(takeSubExhibit, sim, examiner).events).toEqual([
      { type: 'SubExhibitTaken', facts },
    ]));

  it('is noted with the exhibit that it was taken out of', () =>
    expect(given(...onTheBench).when(takeSubExhibit, sim, examiner).state.children).toEqual([CHILD]));

  it('waits until the seal is broken', () =>
    given(...atTheLab)
      .when(takeSubExhibit, sim, examiner)
      .refused('parent-sealed'));

  it('is for the holder', () =>
    given(...onTheBench)
      .when(takeSubExhibit, sim, officer)
      .refused('not-the-holder'));

  it('happens once', () =>
    given(...onTheBench, takenOut)
      .when(takeSubExhibit, sim, examiner)
      .refused('exhibit-already-recorded'));

  it('never makes an exhibit a part of itself', () =>
    given(...onTheBench)
      .when(takeSubExhibit, { ...sim, childId: ID }, examiner)
      .refused('part-of-itself'));

  it('takes the examiner’s own series of references too', () =>
    given(...onTheBench)
      .when(takeSubExhibit, { ...sim, exhibitRef: 'CD/1' }, examiner)
      .then('SubExhibitTaken'));

  it.each(['AB/2/1', 'CD/1/1', 'AB/11/1'])('does not take %s, which would be a part of something else', (exhibitRef) =>
    given(...onTheBench)
      .when(takeSubExhibit, { ...sim, exhibitRef }, examiner)
      .refused('not-its-parents-reference'),
  );

  it('claims the reference for the part, and begins its stream', () => {
    const { claims, begins } = exhibitEvents.SubExhibitTaken;
    expect(claims(facts, { caseId: CASE_ID, stream: `exhibit-${ID}` })).toEqual([
      { kind: 'exhibit reference', value: 'AB/1/1', within: CASE_ID, exhibitId: CHILD },
    ]);
    expect(begins(facts)).toBe(childStream);
  });
});

describe('the part', () => {
  const begun = () => fold(exhibitAggregate, childStream, [takenOut]);

  it('is an exhibit of its own under the same case, held by who took it out', () =>
    expect(begun()).toMatchObject({
      caseId: CASE_ID,
      reference: 'AB/1/1',
      kind: 'SIM card',
      parentId: ID,
      children: [],
      custody: { is: 'held', holder: { id: 'mensah' } },
      seal: { is: 'unsealed' },
    }));

  it('can be sealed next', () => {
    const command = Object.assign(new applySeal.command(), { caseId: CASE_ID, sealNumber: 'S300' });
    expect(
      applySeal.decide(begun(), command, examiner, {
        now: '',
        theCase: { is: 'not opened' },
        others: new Map(),
        entries: [],
      }),
    ).toMatchObject([{ type: 'SealApplied' }]);
  });

  it('can be examined as it is, once somebody asks', () => {
    const asked = exhibitAggregate.evolve(
      begun(),
      'ExaminationRequested',
      { priority: 2, questions: 'Whose?', dueBy: '2026-02-01' },
      circumstances(1, childStream, { by: officer }),
    );
    const command = Object.assign(new startExamination.command(), {
      caseId: CASE_ID,
      examiner: 'mensah',
      method: 'read',
    });
    expect(
      startExamination.decide(asked, command, examiner, {
        now: '',
        theCase: { is: 'not opened' },
        others: new Map(),
        entries: [],
      }),
    ).toMatchObject([{ type: 'ExaminationStarted' }]);
  });
});
