import { type Person } from '../kernel/decision.js';
import { givenIn, ID, type Past } from '../kernel/given.js';
import { agreeToInclusion } from './agree-to-inclusion.js';
import { certifySchedule } from './certify-schedule.js';
import { disclosePack } from './disclose-pack.js';
import { disclosureAggregate, type Schedule } from './disclosure.js';
import { disclosureStream, happened } from './events.js';
import { recordPack } from './record-pack.js';
import { requestPack } from './request-pack.js';
import { reviewMaterial } from './review-material.js';
import { scheduleMaterial } from './schedule-material.js';
import { withholdMaterial } from './withhold-material.js';

const given = givenIn(disclosureAggregate, 'caseId', disclosureStream({ caseId: ID }));
const person = (id: string, role: string): Person => ({ id, name: id, role, unit: 'Safeguarding', force: 'Herts' });
const nair = person('nair', 'disclosure officer');
const officer = person('okafor', 'case officer');
const worker = person('worker', 'worker');
const [ONE, TWO] = ['0c5e0000-0000-4000-8000-0000000000c1', '0c5e0000-0000-4000-8000-0000000000c2'];

const scheduled = (materialId = ONE, schedule: Schedule = 'MG6C', itemNo = 1): Past => ({
  by: nair,
  ...happened('MaterialScheduled', { materialId, schedule, item: 'A torn bag', itemNo }),
});
const reviewed = (materialId = ONE): Past => ({
  by: nair,
  ...happened('MaterialReviewed', { materialId, outcome: 'neither', reason: 'Explained' }),
});
const item = (materialId: string, schedule: Schedule = 'MG6C') => ({ materialId, schedule, item: 'A torn bag' });

describe('scheduling material', () => {
  it('numbers the items of each schedule without a gap', () => {
    const past = [scheduled(ONE, 'MG6C', 1), scheduled(ID, 'MG6E', 1)];
    expect(given(...past).when(scheduleMaterial, item(TWO), nair).events).toMatchObject([{ facts: { itemNo: 2 } }]);
  });
  it('is for the disclosure officer', () =>
    given().when(scheduleMaterial, item(ONE), officer).refused('not-the-disclosure-officer'));
  it('says why an item is sensitive', () => {
    given().when(scheduleMaterial, item(ONE, 'MG6D'), nair).refused('no-reason-for-sensitivity');
    given()
      .when(scheduleMaterial, { ...item(ONE, 'MG6D'), sensitivity: 'An informant' }, nair)
      .then('MaterialScheduled');
  });
  it('is done once', () => given(scheduled()).when(scheduleMaterial, item(ONE), nair).refused('already-scheduled'));
  it('needs a case', () =>
    given().when(scheduleMaterial, item(ONE), nair, { is: 'not opened' }).refused('case-not-opened'));
  it('keeps which exhibit it is about', () =>
    expect(
      given().when(scheduleMaterial, { ...item(ONE), ...({ exhibitId: TWO } as object) }, nair).events,
    ).toMatchObject([{ facts: { exhibitId: TWO } }]));
});

describe('an item on a schedule', () => {
  const review = { materialId: ONE, outcome: 'assists' as const, reason: 'An alibi' };
  const why = { materialId: ONE, reason: 'Public interest immunity' };
  it('is reviewed', () => given(scheduled()).when(reviewMaterial, review, nair).then('MaterialReviewed'));
  it('must be there', () => given().when(reviewMaterial, review, nair).refused('not-scheduled'));
  it('is withheld once, after a review', () => {
    given(scheduled()).when(withholdMaterial, why, nair).refused('not-reviewed');
    given(scheduled(), reviewed()).when(withholdMaterial, why, nair).then('MaterialWithheld');
    const withheld: Past = { by: nair, ...happened('MaterialWithheld', why) };
    given(scheduled(), reviewed(), withheld).when(withholdMaterial, why, nair).refused('already-withheld');
  });
});

describe('certifying a schedule', () => {
  it('waits until every item on it is reviewed', () => {
    given(scheduled()).when(certifySchedule, { schedule: 'MG6C' }, nair).refused('not-reviewed');
    given(scheduled(), reviewed()).when(certifySchedule, { schedule: 'MG6C' }, nair).then('ScheduleCertified');
  });
  it('is also done of one without items: a nil return', () =>
    expect(given(scheduled()).when(certifySchedule, { schedule: 'MG6D' }, nair).events).toMatchObject([
      { facts: { schedule: 'MG6D', items: 0 } },
    ]));
});

describe('a pack', () => {
  const asked = {
    packId: ONE,
    scope: [],
    purpose: 'For the defence',
    redactions: [{ type: 'DeviceReturned', field: 'to', reason: 'Third party' }],
    includes: [],
  };
  const built = { packId: ONE, sha256: 'a'.repeat(64), checkpoint: 'continuity\n12\nroot' };
  const requested: Past = { by: officer, ...happened('PackRequested', asked) };
  const done: Past = { by: worker, ...happened('PackBuilt', built) };
  it('is requested once, by whoever needs it', () => {
    given().when(requestPack, asked, officer).then('PackRequested');
    given(requested).when(requestPack, asked, officer).refused('pack-already-requested');
  });
  it('is built by the worker alone, once, after a request', () => {
    given(requested).when(recordPack, built, worker).then('PackBuilt');
    given(requested).when(recordPack, built, nair).refused('not-the-worker');
    given().when(recordPack, built, worker).refused('no-such-pack');
    given(requested, done).when(recordPack, built, worker).refused('pack-already-built');
  });
  it('is handed out once it is built, as often as it is', () => {
    const to = { packId: ONE, to: 'Hatch & Co, for the defence' };
    given().when(disclosePack, to, nair).refused('no-such-pack');
    given(requested).when(disclosePack, to, nair).refused('pack-not-built');
    given(requested, done).when(disclosePack, to, officer).refused('not-the-disclosure-officer');
    given(requested, done).when(disclosePack, to, nair).then('PackDisclosed');
  });
  it('is never handed out by whoever asked for it: two people see what leaves', () => {
    const byNair: Past = { ...requested, by: nair };
    const to = { packId: ONE, to: 'Hatch & Co, for the defence' };
    given(byNair, done).when(disclosePack, to, nair).refused('same-person');
    given(byNair, done).when(disclosePack, to, person('hart', 'supervisor')).then('PackDisclosed');
  });
  it('shows sensitive material only once a second person has agreed to that', () => {
    const sensitive = scheduled(TWO, 'MG6D');
    const showing = { ...asked, includes: [{ materialId: TWO, reason: 'The judge has ordered it' }] };
    given(scheduled(TWO)).when(requestPack, showing, officer).refused('nothing-to-include');
    given(sensitive).when(requestPack, showing, nair).then('PackRequested');
    const wanted: Past = { by: nair, ...happened('PackRequested', showing) };
    given(sensitive, wanted).when(recordPack, built, worker).refused('not-agreed');
    const agreement = { packId: ONE };
    given(sensitive, wanted).when(agreeToInclusion, agreement, nair).refused('same-person');
    given(sensitive, wanted).when(agreeToInclusion, agreement, officer).refused('not-the-disclosure-officer');
    const hart = person('hart', 'supervisor');
    given(sensitive, wanted).when(agreeToInclusion, agreement, hart).then('InclusionAgreed');
    const agreed: Past = { by: hart, ...happened('InclusionAgreed', agreement) };
    given(sensitive, wanted, agreed).when(recordPack, built, worker).then('PackBuilt');
    given(sensitive, wanted, agreed).when(agreeToInclusion, agreement, hart).refused('nothing-to-agree-to');
    given(requested).when(agreeToInclusion, agreement, hart).refused('nothing-to-agree-to');
    given().when(agreeToInclusion, agreement, hart).refused('no-such-pack');
  });
  it('includes one thing at a time, and of exhibits those that are held as privileged or as a victim’s', () => {
    const showing = (what: object) => ({ ...asked, includes: [{ reason: 'Ordered', ...what }] });
    given().when(requestPack, showing({}), nair).refused('not-one-to-include');
    given()
      .when(requestPack, showing({ materialId: ONE, exhibitId: TWO }), nair)
      .refused('not-one-to-include');
    const exhibit = (kind: string) =>
      [[`exhibit-${TWO}`, { caseId: ID, holds: [{ id: ID, kind, reason: 'x' }] }]] as const;
    const ask = (kind: string) =>
      given().when(requestPack, showing({ exhibitId: TWO }), nair, undefined, exhibit(kind));
    ask('retention').refused('nothing-to-include');
    ask('privilege').then('PackRequested');
    ask('victim').then('PackRequested');
  });
  it('is of exhibits of its own case', () => {
    const scope = { ...asked, scope: [TWO] };
    given().when(requestPack, scope, officer).refused('not-in-this-case');
  });
});
