import { type ExhibitSummary, type SuspectView } from '#read-models';

/** '106 years', '12 years 3 months', '8 months'. */
export function yearsAndMonths(months: number): string {
  const years = Math.floor(months / 12);
  const rest = months % 12;
  const inYears = `${years} ${years === 1 ? 'year' : 'years'}`;
  const inMonths = `${rest} ${rest === 1 ? 'month' : 'months'}`;
  if (years === 0) return inMonths;
  return rest === 0 ? inYears : `${inYears} ${inMonths}`;
}

/** '1,204'. */
export const grouped = (number: number): string => number.toLocaleString('en-GB');

/** '1 charge', '316 charges', '1,204 charges'. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${grouped(number)} ${number === 1 ? one : many}`;

export const capitalFirst = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** 'Serial number' within a sentence; 'IMEI' stays what it is. */
export const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;

/** '64 GB', as the maker of the device counts. */
export function bytes(size: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let amount = size;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || amount >= 100 ? Math.round(amount) : Math.round(amount * 10) / 10;
  return `${shown.toLocaleString('en-GB')} ${units[unit]}`;
}

/** What a stage of examination is called on the board, in the order in which a device passes through them. */
export const STAGES: Readonly<
  Record<ExhibitSummary['examination'], { readonly title: string; readonly hint: string }>
> = {
  requested: { title: 'Waiting', hint: 'examination asked for, not begun' },
  started: { title: 'On the bench', hint: 'being examined' },
  paused: { title: 'Paused', hint: 'begun, and waiting for something' },
  completed: { title: 'Completed', hint: 'results are in' },
  none: { title: 'Not asked for', hint: 'seized, no examination requested' },
};

type Colour = 'grey' | 'blue' | 'teal' | 'green' | 'yellow' | 'orange' | 'red' | 'purple';

/** A word of state, and the colour of its tag. The word carries the meaning; the colour helps the eye. */
export interface Tag {
  readonly text: string;
  readonly colour: Colour;
}

const CUSTODY_COLOURS: Readonly<Record<ExhibitSummary['custody'], Colour>> = {
  detected: 'yellow',
  held: 'blue',
  'in transit': 'orange',
  returned: 'green',
  destroyed: 'grey',
};
const SEAL_COLOURS: Readonly<Record<ExhibitSummary['seal'], Colour>> = {
  unsealed: 'yellow',
  sealed: 'green',
  opened: 'purple',
  compromised: 'red',
};
const EXAMINATION_COLOURS: Readonly<Record<ExhibitSummary['examination'], Colour>> = {
  none: 'grey',
  requested: 'yellow',
  started: 'blue',
  paused: 'orange',
  completed: 'green',
};
const SUSPECT_COLOURS: Readonly<Record<SuspectView['status'], Colour>> = {
  arrested: 'yellow',
  'on bail': 'orange',
  'under investigation': 'yellow',
  charged: 'purple',
  remanded: 'red',
  convicted: 'purple',
  acquitted: 'green',
  sentenced: 'blue',
  'no further action': 'grey',
};

export const custodyTag = (custody: ExhibitSummary['custody']): Tag => ({
  text: custody,
  colour: CUSTODY_COLOURS[custody],
});
export const sealTag = (seal: ExhibitSummary['seal']): Tag => ({ text: seal, colour: SEAL_COLOURS[seal] });
export const examinationTag = (stage: ExhibitSummary['examination']): Tag => ({
  text: STAGES[stage].title,
  colour: EXAMINATION_COLOURS[stage],
});
export const suspectTag = (status: SuspectView['status']): Tag => ({ text: status, colour: SUSPECT_COLOURS[status] });

/** How long bail still runs; redder as it ends (the warnings come at 28, 14, 7 and 1 days). */
export function bailTag(daysLeft: number): Tag {
  if (daysLeft < 0) return { text: 'has ended', colour: 'red' };
  const text = daysLeft === 0 ? 'last day' : count(daysLeft, 'day left', 'days left');
  if (daysLeft <= 7) return { text, colour: 'red' };
  return { text, colour: daysLeft <= 28 ? 'orange' : 'green' };
}
