import { addDays, lastDayOf, type Day } from './days.js';
import { RETENTION_LAW } from './limits.js';

/** How far a person's case has come; days are of London. */
export interface Ended {
  readonly charged: boolean;
  /** That no further action is taken, or the acquittal. */
  readonly clearedOn?: Day;
  readonly convictedOn?: Day;
  /** Undefined while not sentenced; months of prison, 0 without or suspended. */
  readonly custodyMonths?: number;
}

/** `until` is the first day of no duty to keep material less one: null while that day is not known yet. */
export interface Retention {
  readonly until: Day | null;
  readonly why: string;
}

/**
 * How long the material of a case is kept, at least: the longest that anybody suspected in it asks for (CPIA Code of Practice,
 * paras 5.7 to 5.10). A prison sentence counts to its full length, because when somebody is released is not recorded here. An
 * appeal is a hold on the exhibit.
 */
export function retention(people: readonly Ended[]): Retention {
  const each = people.map(retentionFor);
  const open = each.find(({ until }) => until === null);
  const [longest] = [...each].sort((one, other) => ((one.until ?? '') < (other.until ?? '') ? 1 : -1));
  return (
    open ?? longest ?? { until: null, why: 'Nobody is suspected yet: it is kept until a decision whether to prosecute' }
  );
}

function retentionFor({ charged, clearedOn, convictedOn, custodyMonths }: Ended): Retention {
  if (clearedOn !== undefined) return { until: clearedOn, why: charged ? 'Acquitted' : 'No further action is taken' };
  if (!charged) return { until: null, why: 'Kept until a decision whether to prosecute (para 5.7)' };
  if (convictedOn === undefined)
    return { until: null, why: 'Kept until acquittal, conviction or the end of the proceedings (para 5.8)' };
  if (custodyMonths === undefined)
    return { until: null, why: 'Convicted: kept until the sentence is known (para 5.9)' };
  const law = RETENTION_LAW.findLast(({ inForceFrom }) => inForceFrom <= convictedOn);
  const from = addDays(convictedOn, 1);
  const least = lastDayOf(law?.afterConviction ?? { months: 6 }, from);
  const served = lastDayOf({ months: custodyMonths }, from);
  return served > least
    ? { until: served, why: 'Kept until release from custody, at the latest when the sentence ends (para 5.9)' }
    : { until: least, why: 'Kept for six months from conviction (para 5.9)' };
}
