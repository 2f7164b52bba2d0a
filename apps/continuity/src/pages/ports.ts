import { type Readable } from 'node:stream';
import { type PersonOnDuty } from '#access';

/** What the read models have just taken in: `Moved` of #read-models. */
export interface Change {
  readonly position: number;
  /** Ids of the cases, exhibits and people that it is about; absent when any may have changed. */
  readonly about?: readonly string[];
  /** Nothing but looks came. */
  readonly quiet?: true;
}

/** Tells of changes after the read models have them, so that whoever is told can read them at once. Token CHANGES. */
export interface Changes {
  /** @returns a function that ends the telling */
  onChange(listener: (change: Change) => void): () => void;
}

export interface CustodyRecordStatus {
  readonly state: 'waiting' | 'working' | 'ready' | 'failed';
  /** 0 to 100. */
  readonly progress: number;
}

/** The custody record of one exhibit as a PDF, made by a job: `CustodyRecords` of #jobs. Token CUSTODY_RECORDS. */
export interface CustodyRecords {
  /** @returns the id under which it is asked after: the exhibit's own, a hyphen, and what tells this record from others */
  ask(exhibitId: string, by: PersonOnDuty): Promise<string>;
  /** undefined when nobody asked under this id. */
  status(id: string): Promise<CustodyRecordStatus | undefined>;
  /** The PDF; undefined until it is ready. */
  file(id: string): Promise<Readable | undefined>;
}

/** A file as it was kept. */
export interface KeptFile {
  readonly sha256: string;
  readonly bytes: number;
  /** As its bytes show. */
  readonly mediaType: string;
}

/** Photographs and documents, named by their hash. Token ATTACHMENTS. */
export interface Attachments {
  /** undefined when it is of no type that is taken. */
  keep(file: Uint8Array): Promise<KeptFile | undefined>;
  /** undefined when there is none; @throws Error when it has other bytes than its name says. */
  read(sha256: string): Promise<Buffer | undefined>;
}
