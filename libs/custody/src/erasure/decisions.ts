import { type CaseFile } from '../case/case-file.js';
import { type Command, factsOf } from '../kernel/command.js';
import { happening, type Happened } from '../kernel/catalogue.js';
import {
  isRefusal,
  refuse,
  type Decision,
  type Outcome,
  type Person,
  type Refusal,
  type Setting,
} from '../kernel/decision.js';
import { DeclineErasure, type ErasureCommand } from './decline-erasure.js';
import { ErasePersonalData } from './erase-personal-data.js';
import { erasuresOf, type ErasureAsked, type Erasures } from './erasures.js';
import { type erasureEvents } from './events.js';
import { RequestErasure } from './request-erasure.js';
import { unlessKept } from './unless-kept.js';

type ErasureHappened = Happened<typeof erasureEvents>;
type Rule<S, C extends Command> = Decision<S, C, ErasureHappened, CaseFile>;
const happened = happening<typeof erasureEvents>();

/** What an aggregate says of the personal data in its stream. */
interface Erasable<S, C extends Command> {
  readonly unless: (state: S, command: C) => Refusal | undefined;
  /** The data subjects that are meant, or why nobody is. */
  readonly subjectsOf: (
    state: S,
    asked: Pick<ErasureAsked, 'whose' | 'claimId'> & Pick<Command, 'caseId'>,
    setting: Setting<CaseFile>,
  ) => Outcome<string>;
}

/** The rules of erasure in the streams of one aggregate. Two people: one asks with a reason, another, a supervisor, carries it out. */
export function erasureDecisions<S extends { readonly erasures?: Erasures }, Id extends object = object>({
  unless,
  subjectsOf,
}: Erasable<S, Command & Id>) {
  const requestErasure: Rule<S, RequestErasure & Id> = {
    command: RequestErasure as new () => RequestErasure & Id,
    looksAround: true,
    decide(state, command, _by, setting) {
      const { whose, claimId } = command;
      const subjects = subjectsOf(state, command, setting);
      const refusal = unless(state, command) ?? (isRefusal(subjects) ? subjects : unlessKept(setting));
      if (refusal) return refusal;
      const { asked, erased } = erasuresOf(state);
      if (!isRefusal(subjects) && subjects.every((subject) => erased.includes(subject)))
        return refuse('already-erased', 'That was erased before.', { erased });
      if (asked.some((one) => one.whose === whose && one.claimId === claimId))
        return refuse('erasure-already-requested', 'That was requested before, and is not decided yet.', { asked });
      return [happened('ErasureRequested', factsOf(command))];
    },
  };

  const erasePersonalData: Rule<S, ErasePersonalData & Id> = {
    command: ErasePersonalData as new () => ErasePersonalData & Id,
    looksAround: 'and for what was typed',
    decide(state, command, by, setting) {
      const one = unless(state, command) ?? meant(state, command);
      if ('rule' in one) return one;
      if (by.role !== 'supervisor') return notASupervisor(by, one);
      if (by.id === one.by)
        return refuse('same-person', 'Somebody else than the one who asked for it carries it out.', one);
      const subjects = subjectsOf(state, { ...one, caseId: command.caseId }, setting);
      const refusal = isRefusal(subjects) ? subjects : unlessKept(setting);
      if (refusal || isRefusal(subjects)) return refusal ?? [];
      const { authority } = command;
      const { id: erasureId, by: requestedBy, reason, whose } = one;
      return [
        happened('PersonalDataErased', {
          ...{ erasureId, authority, requestedBy, reason, subjects },
          ...(whose === undefined ? {} : { whose }),
        }),
      ];
    },
  };

  const declineErasure: Rule<S, DeclineErasure & Id> = {
    command: DeclineErasure as new () => DeclineErasure & Id,
    decide(state, command, by) {
      const one = unless(state, command) ?? meant(state, command);
      if ('rule' in one) return one;
      if (by.role !== 'supervisor' && by.id !== one.by) return notASupervisor(by, one);
      return [happened('ErasureDeclined', { erasureId: one.id, reason: command.reason })];
    },
  };

  return { RequestErasure: requestErasure, ErasePersonalData: erasePersonalData, DeclineErasure: declineErasure };
}

const notASupervisor = (by: Person, one: ErasureAsked) =>
  refuse('not-a-supervisor', `A supervisor decides on it; ${by.name} is ${by.role}.`, one);

function meant(state: { readonly erasures?: Erasures }, { erasureId }: ErasureCommand): ErasureAsked | Refusal {
  const { asked } = erasuresOf(state);
  const found = asked.filter(({ id }) => erasureId === undefined || id === erasureId);
  const [one] = found;
  if (!one) return refuse('no-such-erasure', 'No such erasure is asked for.', { asked });
  return found.length > 1
    ? refuse('which-erasure', `There are ${found.length} requests: erasureId says which.`, { asked })
    : one;
}
