import { eventId, type Past } from '../kernel/given.js';
import { happened } from './events.js';
import {
  examined,
  examiner,
  given,
  handedOver,
  officer,
  onTheBench,
  paused,
  seized,
  supervisor,
} from './given-exhibit.js';
import { holdRetention } from './hold-retention.js';
import { type HoldKind } from './holds.js';
import { releaseRetention } from './release-retention.js';
import { resumeExamination } from './resume-examination.js';
import { startExamination } from './start-examination.js';

const why = { reason: 'Letters to a solicitor', authority: 'PACE s.19(6)' };
const held = (kind: HoldKind): Past => ({ by: officer, ...happened('RetentionHeld', { ...why, kind }) });
const start = { examiner: 'mensah', method: 'logical' };

describe('a hold', () => {
  it('is a retention hold unless told', () =>
    expect(given(seized()).when(holdRetention, why, supervisor).state.holds).toEqual([
      { id: eventId(1), kind: 'retention', reason: why.reason },
    ]));

  it('can be put on in transit too', () =>
    given(seized(), handedOver(officer, examiner)).when(holdRetention, why, supervisor).then('RetentionHeld'));

  it.each(['privilege', 'duty to secure', 'court order'] as const)(
    '(%s) stops an examination and lets none start',
    (kind) => {
      given(...examined)
        .when(holdRetention, { ...why, kind }, officer)
        .then('RetentionHeld', 'ExaminationPaused');
      given(...onTheBench, held(kind))
        .when(startExamination, start, examiner)
        .refused('hold-active');
      given(...examined, held(kind), paused())
        .when(resumeExamination, {}, examiner)
        .refused('hold-active');
    },
  );

  it.each(['retention', 'appeal', 'victim'] as const)('(%s) bars disposal alone', (kind) => {
    given(...examined)
      .when(holdRetention, { ...why, kind }, officer)
      .then('RetentionHeld');
    given(...onTheBench, held(kind))
      .when(startExamination, start, examiner)
      .then('ExaminationStarted');
  });
});

describe('releasing a hold', () => {
  it('needs one', () => given(seized()).when(releaseRetention, why, supervisor).refused('no-such-hold'));
  it('says which, of several', () => {
    const past = [seized(), held('retention'), held('appeal')];
    given(...past)
      .when(releaseRetention, why, supervisor)
      .refused('which-hold');
    expect(given(...past).when(releaseRetention, { ...why, holdId: eventId(2) }, supervisor).state.holds).toMatchObject(
      [{ kind: 'retention' }],
    );
  });
  it('of privilege is for somebody outside the examination', () => {
    given(seized(), held('privilege')).when(releaseRetention, why, examiner).refused('not-independent');
    given(seized(), held('privilege')).when(releaseRetention, why, supervisor).then('RetentionReleased');
  });
});
