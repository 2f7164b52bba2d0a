import pg from 'pg';
import { type Position, type SubjectKeys } from '#ledger';
import { caseView, cases, units } from './cases/case-queries.js';
import { type Moved } from './drivers/announce.js';
import { connectionTo } from './drivers/connection.js';
import { SCHEMA } from './drivers/schema.js';
import { erased } from './erasures/erasure-queries.js';
import { disclosure, packsWanted } from './disclosures/disclosure-queries.js';
import { audit, caseTimeline, continuityOf, continuityOfCase, exhibitTimeline } from './entries/timelines.js';
import { exhibits, stages } from './exhibits/board.js';
import { exhibit } from './exhibits/exhibit-queries.js';
import { queue } from './exhibits/queue.js';
import {
  breakGlassOn,
  breakGlassUnseen,
  caseOf,
  looks,
  looksAtPerson,
  openedByBreakGlass,
} from './looks/look-queries.js';
import { outcomes, work } from './outcomes/outcome-queries.js';
import { Actors } from './queries/actors.js';
import { Movement } from './queries/movement.js';
import { type Reader } from './queries/reader.js';
import { concerned, looksNaming } from './search/people-queries.js';
import { search } from './search/search.js';
import { suspect } from './suspects/suspect-queries.js';
import { tools } from './tools/tool-queries.js';
import { type ReadModels, type Seen } from './views.js';
import { seenOf, visible } from './visibility/seeing.js';

export interface PostgresReadModelsOptions {
  readonly url: string;
  /** The keys of data subjects, asked for each answer anew: what was erased is not shown. */
  readonly keys: Pick<SubjectKeys, 'keysOf'>;
  /** Of the index of names; nobody is found by name without it. */
  readonly searchKey?: Uint8Array;
  /** A person's name by their id, where a fact has only the id; undefined when it is not known. */
  readonly nameOf?: (personId: string) => string | undefined;
  /** Told of lost connections; they are made again. */
  readonly onTrouble?: (error: unknown) => void;
  /** Now, as ISO 8601. */
  readonly clock?: () => string;
}

export interface LiveReadModels extends ReadModels {
  /** Calls back when the read models have moved on; returns what ends that. */
  onMove(listener: (moved: Moved) => void): () => void;
  /** The position that every read model has come to. @throws when the database is out of reach. */
  reached(): Promise<Position>;
  close(): Promise<void>;
}

const CONNECTIONS = 8;

/**
 * A long answer opens TCP's receive window, which else stays so small that a timeline of 60 KB waits for it to open and takes
 * half as long again, each time (measured on Linux 6.18; tcp(7), tcp_moderate_rcvbuf).
 */
const OPEN_WINDOW = `SELECT repeat(' ', 1000000)`;

/** The read models in a PostgreSQL database that `migrateReadModels` made ready and `startProjectors` keeps up to date. */
export function postgresReadModels(options: PostgresReadModelsOptions): LiveReadModels {
  const { url, keys, searchKey, nameOf = () => undefined, onTrouble = () => undefined } = options;
  const { clock = () => new Date().toISOString() } = options;
  const pool = new pg.Pool({
    ...connectionTo(url, 'read models', SCHEMA),
    max: CONNECTIONS,
    verify: (client, done) => void client.query(OPEN_WINDOW).then(() => done(), done),
  });
  pool.on('error', onTrouble);
  const movement = new Movement(url, pool, onTrouble);
  const reader: Reader = { pool, sight: 'everything', keys, searchKey, actors: new Actors(pool), nameOf, clock };
  return {
    waitFor: (position, withinMs) => movement.waitFor(position, withinMs),
    seenBy: (sight) => seenBy({ ...reader, sight }),
    visible: (caseIds) => visible(reader, caseIds),
    packsWanted: () => packsWanted(reader),
    erased: (after) => erased(reader, after),
    concerned: (about) => concerned(reader, about),
    looksNaming: (suspectId) => looksNaming(reader, suspectId),
    tools: () => tools(reader),
    outcomes: (year, unit) => outcomes(reader, year, unit, clock()),
    work: (year, unit) => work(reader, year, unit, clock()),
    caseOf: (of) => caseOf(reader, of),
    openedByBreakGlass: (personId, now) => openedByBreakGlass(reader, personId, now),
    breakGlassUnseen: (unit, byOthersThan) => breakGlassUnseen(reader, unit, byOthersThan),
    reached: () => movement.look(),
    onMove: (listener) => movement.onMove(listener),
    close: async () => {
      await movement.close();
      await pool.end();
    },
  };
}

const seenBy = (reader: Reader): Seen => ({
  sees: async (caseId) => caseId === '' || (await seenOf(reader, [caseId])).size > 0,
  caseView: (caseId) => caseView(reader, caseId),
  cases: (cursor = {}) => cases(reader, cursor),
  caseTimeline: (caseId, asked = {}) => caseTimeline(reader, caseId, asked),
  exhibit: (exhibitId) => exhibit(reader, exhibitId),
  exhibitTimeline: (exhibitId, asked = {}) => exhibitTimeline(reader, exhibitId, asked),
  continuity: (exhibitId, asked = {}) => continuityOf(reader, exhibitId, asked, reader.clock()),
  continuityOfCase: (caseId, asked = {}) => continuityOfCase(reader, caseId, asked, reader.clock()),
  disclosure: (caseId) => disclosure(reader, caseId),
  exhibits: (filter, cursor = {}) => exhibits(reader, filter, cursor),
  search: (typed) => search(reader, typed),
  queue: (filter, cursor = {}) => queue(reader, filter, cursor, reader.clock()),
  units: () => units(reader),
  stages: (filter = {}) => stages(reader, filter),
  suspect: (suspectId) => suspect(reader, suspectId),
  audit: (filter, cursor = {}) => audit(reader, filter, cursor),
  breakGlassOn: (caseId) => breakGlassOn(reader, caseId),
  looks: (filter, cursor = {}) => looks(reader, filter, cursor),
  looksAtPerson: (suspectId, cursor = {}) => looksAtPerson(reader, suspectId, cursor),
});
