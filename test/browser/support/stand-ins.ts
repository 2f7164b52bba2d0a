import { Readable } from 'node:stream';
import { parseCommand, rules, timeProblems } from '#custody';
import {
  type Cursor,
  type ExhibitFilter,
  type ExhibitSummary,
  type ExhibitView,
  type Page,
  type ReadModels,
  type TimelineItem,
} from '#read-models';
import { CommandDesk, type Answer, type Request } from '../../../apps/continuity/src/commands/command-desk.js';
import {
  type Change,
  type Changes,
  type CustodyRecords,
  type CustodyRecordStatus,
} from '../../../apps/continuity/src/pages/ports.js';
import { CASES, EXHIBITS, SUSPECTS } from './story.js';
import { outcomesOf } from './story-outcomes.js';
import { TIMELINE } from './story-timeline.js';

/** Pages of a list in memory; `after` is the index to go on from. */
const paged = <T>(items: readonly T[], { after = '0', limit = 50 }: Cursor = {}): Page<T> => {
  const from = Number(after);
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
};

/** Read models in memory, holding the story; what is recorded meanwhile is added. */
export class StoryReadModels implements ReadModels {
  readonly exhibitsHeld: ExhibitView[] = [...EXHIBITS];
  readonly entries: TimelineItem[] = [...TIMELINE];
  /** The position that they are at. */
  position = TIMELINE.length;

  waitFor = (position: number) => Promise.resolve(position <= this.position);
  caseView = (caseId: string) => {
    const found = CASES.find((each) => each.caseId === caseId);
    return Promise.resolve(found && { ...found, exhibits: this.exhibitsHeld.filter((each) => each.caseId === caseId) });
  };
  cases = (cursor?: Cursor) => Promise.resolve(paged(CASES, cursor));
  caseTimeline = (caseId: string, cursor?: Cursor) =>
    Promise.resolve(
      paged(
        this.entries.filter((each) => each.caseId === caseId),
        cursor,
      ),
    );
  exhibit = (exhibitId: string) => Promise.resolve(this.exhibitsHeld.find((each) => each.exhibitId === exhibitId));
  exhibitTimeline = (exhibitId: string, cursor?: Cursor) =>
    Promise.resolve(
      paged(
        this.entries.filter((each) => each.exhibitId === exhibitId),
        cursor,
      ),
    );
  exhibits = ({ status, caseId, holder, q }: ExhibitFilter, cursor?: Cursor) =>
    Promise.resolve(
      paged<ExhibitSummary>(
        this.exhibitsHeld.filter(
          (each) =>
            (status === undefined || each.examination === status || each.custody === status) &&
            (caseId === undefined || each.caseId === caseId) &&
            (holder === undefined || each.holder?.id === holder) &&
            (q === undefined ||
              `${each.exhibitRef} ${each.kind} ${each.description}`.toLowerCase().includes(q.toLowerCase())),
        ),
        cursor,
      ),
    );
  stages = () => {
    const counts = { none: 0, requested: 0, started: 0, paused: 0, completed: 0 };
    for (const { examination } of this.exhibitsHeld) counts[examination] += 1;
    return Promise.resolve(counts);
  };
  suspect = (suspectId: string) => Promise.resolve(SUSPECTS.find((each) => each.suspectId === suspectId));
  outcomes = (year: number, unit?: string) => Promise.resolve(outcomesOf(year, unit));
  audit = () => Promise.resolve({ items: [], next: null });
  continuity = () => Promise.resolve(undefined);
  disclosure = () => Promise.resolve(undefined);
  tools = () => Promise.resolve([]);
}

/** Tells of changes when a test says so. */
export class ToldChanges implements Changes {
  readonly #listeners = new Set<(change: Change) => void>();

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

/** Validates with the real commands, and refuses two references that are taken; keeps what it was asked, once for each command. */
export class StoryDesk extends CommandDesk {
  readonly taken = new Map<string, Request>();

  constructor(
    private readonly readModels: StoryReadModels,
    private readonly changes: ToldChanges,
  ) {
    super();
  }

  take(request: Request): Promise<Answer> {
    const rule = rules.find(({ name }) => name === request.name);
    if (!rule) return Promise.resolve({ is: 'unknown command' });
    const parsed = parseCommand(rule.command, request.body);
    if ('problems' in parsed) return Promise.resolve({ is: 'invalid', problems: parsed.problems });
    const late = timeProblems(parsed.command, new Date().toISOString());
    if (late) return Promise.resolve({ is: 'invalid', problems: late });
    const body = request.body as Record<string, string>;
    if (body.exhibitRef === 'TW/1')
      return Promise.resolve({
        is: 'refused',
        refusal: {
          rule: 'exhibit-reference-taken',
          message: 'Exhibit reference TW/1 was taken by DC Tom Whitlock.',
          state: {},
        },
      });
    if (!this.taken.has(request.commandId)) this.#record(request, body);
    this.taken.set(request.commandId, request);
    const { position } = this.readModels;
    return Promise.resolve({
      is: 'done',
      receipt: { stream: `exhibit-${body.exhibitId}`, revision: 0, position, events: [], hash: '' },
    });
  }

  #record({ name, by }: Request, body: Record<string, string>): void {
    const { readModels } = this;
    readModels.position += 1;
    if (name !== 'SeizeDevice') return;
    const [like] = EXHIBITS;
    if (!like) return;
    readModels.exhibitsHeld.push({
      ...like,
      ...(body as object),
      parts: [],
      images: [],
      parent: null,
      imeiChecks: null,
      custody: 'held',
      seal: 'sealed',
      examination: 'none',
      holder: by,
      location: null,
      questions: null,
      dueBy: null,
      priority: null,
      examiner: null,
    });
    this.changes.tell({ position: readModels.position, about: [body.caseId ?? '', body.exhibitId ?? ''] });
  }
}

/** A job that is as far on as a test says. */
export class StoryCustodyRecords implements CustodyRecords {
  readonly asked = new Map<string, CustodyRecordStatus>();

  ask(exhibitId: string): Promise<string> {
    const id = `${exhibitId}-${this.asked.size + 1}`;
    this.asked.set(id, { state: 'working', progress: 40 });
    return Promise.resolve(id);
  }

  status = (id: string) => Promise.resolve(this.asked.get(id));
  file = (id: string) =>
    Promise.resolve(this.asked.get(id)?.state === 'ready' ? Readable.from(['%PDF-1.7 story']) : undefined);
  finish = (id: string) => this.asked.set(id, { state: 'ready', progress: 100 });
}
