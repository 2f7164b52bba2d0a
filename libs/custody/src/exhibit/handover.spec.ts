import { type Person } from '../kernel/decision.js';
import { claimStream } from '../claim/claim.js';
import { CASE_ID, ID, OPEN_CASE, type Past } from '../kernel/given.js';
import { exhibitEvents, sealClaim } from './events.js';
import {
  detected,
  doubted,
  examiner,
  given,
  handedOver,
  officer,
  onTheBench,
  received,
  seized,
  storekeeper,
  supervisor,
} from './given-exhibit.js';
import { breakSeal } from './break-seal.js';
import { issueReport } from './issue-report.js';
import { makeNote } from './make-note.js';
import { raiseDiscrepancy } from './raise-discrepancy.js';
import { receiveCustody } from './receive-custody.js';
import { refuseCustody } from './refuse-custody.js';
import { requestExamination } from './request-examination.js';
import { resolveDiscrepancy } from './resolve-discrepancy.js';
import { storeExhibit } from './store-exhibit.js';
import { takeSubExhibit } from './take-sub-exhibit.js';
import { transferCustody } from './transfer-custody.js';

const toStore = { to: 'doyle', purpose: 'storage', sealNumber: 'S100' };
const taken = { sealNumberSeen: 'S100', sealIntact: true, location: 'shelf C14' };
const onItsWay: readonly Past[] = [seized(), handedOver(officer, storekeeper)];

describe('handing over', () => {
  it('is done by the holder to a named person, under the seal that is on it', () =>
    given(seized()).when(transferCustody, toStore, officer).then('CustodyTransferred'));

  it('leaves the exhibit in transit, the sender answering for it', () =>
    expect(given(seized()).when(transferCustody, toStore, officer).state.custody).toMatchObject({
      is: 'in transit',
      sender: { id: 'whitlock' },
      to: 'doyle',
      sealNumber: 'S100',
    }));

  const refusals: [string, readonly Past[], Partial<typeof toStore>, Person, string][] = [
    ['by somebody who does not hold it', [seized()], {}, storekeeper, 'not-the-holder'],
    ['of a device that was only found', [detected()], {}, officer, 'not-held'],
    ['to oneself', [seized()], { to: 'whitlock' }, officer, 'handed-to-oneself'],
    ['under another seal than its own', [seized()], { sealNumber: 'S999' }, officer, 'not-its-seal'],
    ['off the bench without a new seal', onTheBench, {}, examiner, 'not-sealed'],
    ['of what is on its way already', onItsWay, {}, officer, 'in-transit'],
    [
      'of what came under a doubtful seal',
      [...onItsWay, received(storekeeper, 'S200'), doubted()],
      { to: 'mensah', sealNumber: 'S200' },
      storekeeper,
      'seal-compromised',
    ],
  ];
  it.each(refusals)('does not happen %s', (_what, past, change, by, rule) =>
    given(...past)
      .when(transferCustody, { ...toStore, ...change }, by)
      .refused(rule),
  );
});

describe('an exhibit in transit', () => {
  it.each<[string, () => void]>([
    [
      'opened',
      () =>
        given(...onItsWay)
          .when(breakSeal, { sealNumber: 'S100', reason: 'a look' }, officer)
          .refused('in-transit'),
    ],
    [
      'stored',
      () =>
        given(...onItsWay)
          .when(storeExhibit, { location: 'van' }, officer)
          .refused('in-transit'),
    ],
    [
      'asked about',
      () =>
        given(...onItsWay)
          .when(requestExamination, { priority: 1, questions: 'What?', dueBy: '2026-02-01' }, officer)
          .refused('in-transit'),
    ],
    [
      'reported on',
      () =>
        given(...onItsWay)
          .when(issueReport, { reference: 'R1' }, examiner)
          .refused('in-transit'),
    ],
    [
      'taken apart',
      () =>
        given(...onItsWay)
          .when(
            takeSubExhibit,
            { childId: '0c5e0000-0000-4000-8000-000000000003', exhibitRef: 'AB/1/1', kind: 'SIM' },
            officer,
          )
          .refused('in-transit'),
    ],
    [
      'cleared of a doubt',
      () =>
        given(...onItsWay, doubted())
          .when(resolveDiscrepancy, { explanation: 'Typo' }, supervisor)
          .refused('in-transit'),
    ],
  ])('is not %s', (_what, refused) => refused());

  it('may be noticed to be damaged', () =>
    given(...onItsWay)
      .when(raiseDiscrepancy, { kind: 'seal', detail: 'Bag torn' }, officer)
      .then('DiscrepancyRaised'));

  it('may be noted about', () =>
    given(...onItsWay)
      .when(makeNote, { text: 'Delayed' }, officer)
      .then('ExaminerNoteMade'));
});

describe('receiving', () => {
  it('makes the addressee the holder', () =>
    expect(given(...onItsWay).when(receiveCustody, taken, storekeeper).state).toMatchObject({
      custody: { is: 'held', holder: { id: 'doyle' }, location: 'shelf C14' },
      seal: { is: 'sealed', number: 'S100' },
      discrepancies: [],
    }));

  it('is for the addressee', () =>
    given(...onItsWay)
      .when(receiveCustody, taken, examiner)
      .refused('not-the-addressee'));

  it('is not for the sender, who never gave it away', () =>
    given(...onItsWay)
      .when(receiveCustody, taken, officer)
      .refused('not-the-addressee'));

  it('may be done by a supervisor, who says why', () =>
    given(...onItsWay)
      .when(receiveCustody, { ...taken, standInReason: 'Doyle is off sick' }, supervisor)
      .then('CustodyReceived'));

  it('is not done by a supervisor who says nothing', () =>
    given(...onItsWay)
      .when(receiveCustody, taken, supervisor)
      .refused('not-the-addressee'));

  it('is not done in the addressee’s stead by anyone else, whatever they say', () =>
    given(...onItsWay)
      .when(receiveCustody, { ...taken, standInReason: 'I was nearer' }, examiner)
      .refused('not-the-addressee'));

  it('needs somebody to have handed it over', () =>
    given(seized()).when(receiveCustody, taken, storekeeper).refused('not-in-transit'));

  it('happens once', () =>
    given(...onItsWay, received(storekeeper))
      .when(receiveCustody, taken, storekeeper)
      .refused('not-in-transit'));

  it.each([
    ['is not the seal that was sent', { sealNumberSeen: 'S200', sealIntact: true }],
    ['is broken', { sealNumberSeen: 'S100', sealIntact: false }],
  ])('takes the exhibit all the same, and raises a discrepancy, when the seal on arrival %s', (_what, seen) =>
    given(...onItsWay)
      .when(receiveCustody, { ...taken, ...seen }, storekeeper)
      .then('CustodyReceived', 'DiscrepancyRaised'),
  );

  it('says both numbers when they differ, and that the seal was broken when it was', () => {
    const [, raised] = given(...onItsWay).when(
      receiveCustody,
      { ...taken, sealNumberSeen: 'S200', sealIntact: false },
      storekeeper,
    ).events;
    expect(raised?.facts).toEqual({
      kind: 'seal',
      detail: 'Sent under seal S100, seal S200 seen on receipt, not intact',
    });
  });

  it('leaves the seal in doubt until a supervisor has looked', () =>
    expect(
      given(...onItsWay).when(receiveCustody, { ...taken, sealNumberSeen: 'S200' }, storekeeper).state.seal,
    ).toEqual({
      is: 'compromised',
      expected: 'S100',
      seen: 'S200',
      intact: true,
    }));
});

describe('refusing receipt', () => {
  it('gives custody back to the sender', () =>
    expect(given(...onItsWay).when(refuseCustody, { reason: 'Not ours' }, storekeeper).state.custody).toMatchObject({
      is: 'held',
      holder: { id: 'whitlock' },
    }));

  it('is for the addressee', () =>
    given(...onItsWay)
      .when(refuseCustody, { reason: 'Not ours' }, officer)
      .refused('not-the-addressee'));

  it('may be done by a supervisor, when nobody receives it', () =>
    given(...onItsWay)
      .when(refuseCustody, { reason: 'Store is closed' }, supervisor)
      .then('CustodyRefused'));

  it('needs somebody to have handed it over', () =>
    given(seized()).when(refuseCustody, { reason: 'Not ours' }, storekeeper).refused('not-in-transit'));
});

describe('storing', () => {
  it('changes where it is, not who holds it', () =>
    expect(
      given(...onItsWay, received(storekeeper)).when(storeExhibit, { location: 'safe 2' }, storekeeper).state.custody,
    ).toMatchObject({ is: 'held', holder: { id: 'doyle' }, location: 'safe 2' }));

  it('is for the holder', () =>
    given(seized()).when(storeExhibit, { location: 'safe 2' }, storekeeper).refused('not-the-holder'));
});

describe('a seal that was not sent', () => {
  const seen = { sealNumberSeen: 'S200', sealIntact: true, location: 'bench 2' };
  const OTHER = '0c5e0000-0000-4000-8000-0000000000dd';
  const claim = claimStream(sealClaim('S200', OTHER));
  const claimed = { exhibitId: OTHER, caseId: CASE_ID, value: 'S200', by: 'DC Aziz', at: '2026-01-14T06:00:00.000Z' };
  const when = (state: unknown) =>
    given(seized(), handedOver(officer, examiner)).when(receiveCustody, seen, examiner, OPEN_CASE, [[claim, state]]);
  const follows = (facts: object) =>
    exhibitEvents.CustodyReceived.follows(facts as never, { caseId: CASE_ID, stream: `exhibit-${ID}` });
  const claims = (facts: object) =>
    exhibitEvents.CustodyReceived.claims(facts as never, { caseId: CASE_ID, stream: `exhibit-${ID}` });

  it('is this exhibit’s from now on, when it was nobody’s', () => {
    const [received] = when(undefined).events;
    expect(received?.facts).toMatchObject({ sealNumberSent: 'S100' });
    expect(claims(received?.facts ?? {})).toMatchObject([{ value: 'S200', exhibitId: ID }]);
    expect(follows(received?.facts ?? {})).toEqual([]);
  });

  it('is no claim on what is another’s, and raises a discrepancy of that exhibit too', () => {
    when(claimed).then('CustodyReceived', 'DiscrepancyRaised');
    const [received, raised] = when(claimed).events;
    expect(raised?.facts).toMatchObject({ detail: expect.stringContaining('which another exhibit is recorded under') });
    expect(claims(received?.facts ?? {})).toEqual([]);
    expect(follows(received?.facts ?? {})).toMatchObject([
      { name: 'RaiseDiscrepancy', body: { exhibitId: OTHER, caseId: CASE_ID, kind: 'swapped bag' } },
    ]);
  });
});

describe('handing over in the holder’s stead', () => {
  const handing = { to: 'mensah', purpose: 'examination', sealNumber: 'S100' };
  const instead = { ...handing, standInReason: 'Has left the force' };
  it('is for a supervisor who says why, and answers for it from then on', () => {
    given(seized()).when(transferCustody, handing, supervisor).refused('not-the-holder');
    given(seized()).when(transferCustody, instead, examiner).refused('not-the-holder');
    expect(given(seized()).when(transferCustody, instead, supervisor).state.custody).toMatchObject({
      ...{ is: 'in transit', sender: { id: 'hart' } },
    });
  });
});
