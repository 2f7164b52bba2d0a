import { type ExhibitRow } from './exhibits.js';

export type Urgent = Pick<ExhibitRow, 'custody' | 'examination' | 'priority' | 'due_by'>;

/** Sorts the board: what the bench has or waits for before the rest, the most urgent first, then by when the result is due. */
export function urgency({ examination, priority, due_by }: Urgent): string {
  const turn = { requested: 0, started: 0, paused: 0, none: 1, completed: 2 }[examination] ?? 1;
  return `${turn} ${priority ?? 9} ${due_by ?? '9999-12-31'}`;
}
