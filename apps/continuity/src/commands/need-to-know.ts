import { ROLES, sightOf, WORKER, type People, type PersonOnDuty } from '#access';
import { marksOf, type KnownBy, type Person } from '#custody';
import { sees, type ReadModels } from '#read-models';

/** Whether whoever gives a command knows of the case that it is about. */
export class NeedToKnow {
  constructor(
    private readonly people: Pick<People, 'all'>,
    private readonly readModels: Pick<ReadModels, 'visible' | 'openedByBreakGlass'>,
  ) {}

  /**
   * @param known to whom the case is known as its own stream and that of the command tell it, as the ledger has them now. What
   * other streams of the case tell, the read models say, a moment later.
   */
  async knows(by: Person, caseId: string, known: KnownBy): Promise<boolean> {
    if (by.role === WORKER) return true;
    if (!isOnDuty(by)) return false;
    const sight = sightOf(by, this.people);
    const { sensitive } = known;
    if (sees(sight, { caseId, marks: marksOf(known), sensitive })) return true;
    if ((await this.readModels.openedByBreakGlass(by.id, new Date().toISOString())).includes(caseId)) return true;
    return !sensitive && (await this.readModels.visible([caseId])).some((visible) => sees(sight, visible));
  }
}

const isOnDuty = (by: Person): by is PersonOnDuty => ROLES.some((role) => role === by.role);
