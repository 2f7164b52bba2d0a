import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type ServerResponse } from 'node:http';
import { sees, type ReadModels, type Sight, type Visible } from '#read-models';
import { CHANGES, READ_MODELS } from '../parts.js';
import { type Change, type Changes } from './ports.js';

/** Proxies close a silent connection after 30 to 60 seconds. */
const HEARTBEAT_MS = 15_000;
/** A page then connects anew, and is let in no more when its reader's session has ended. */
const LISTENS_FOR_MS = 5 * 60_000;
/** Each open page holds a socket; beyond this, pages go without. */
const MOST_LISTENERS = 1_000;
/** A reader that has not taken this much in is gone, or might as well be: its browser will connect anew. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** How many of the last changes are kept for a page that was drawn just before them, or lost its connection meanwhile. */
const REMEMBERED = 1_000;

/** Which changes a page wants to hear of. */
export interface Interest {
  /** Whose page it is, as far as it decides what they may see; nothing unless told. */
  readonly sight?: Sight | undefined;
  /** Id of the exhibit or case that it shows; without one, it hears of all that is seen. */
  readonly subject?: string | undefined;
  /** When the page was drawn, in milliseconds since 1970: what moved later is told at once. */
  readonly drawnAt?: number | undefined;
}

/** A change, and who may see the cases that it is about. */
interface Heard extends Change {
  readonly visible: readonly Visible[];
}

interface Listener {
  readonly interest: Interest;
  readonly response: ServerResponse;
  readonly until: number;
}

/** Tells open pages, by server-sent events, that what they show has moved. One listener on the read models serves all. */
@Injectable()
export class Live implements OnModuleInit, OnModuleDestroy {
  readonly #listeners = new Set<Listener>();
  #recent: { readonly change: Heard; readonly heardAt: number }[] = [];
  #telling = Promise.resolve();
  #rememberedSince = Date.now();
  #stopListening: () => void = () => undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(READ_MODELS) private readonly readModels: Pick<ReadModels, 'visible'>,
  ) {}

  onModuleInit(): void {
    this.#stopListening = this.changes.onChange((change) => this.#hear(change));
    this.#heartbeat = setInterval(() => {
      this.#send(': still here\n\n');
      for (const { response, until } of this.#listeners) if (until < Date.now()) response.end();
    }, HEARTBEAT_MS).unref();
  }

  /** Before the server waits for its connections to end: these never would. */
  onModuleDestroy(): void {
    this.#closed = true;
    this.#stopListening();
    clearInterval(this.#heartbeat);
    for (const { response } of this.#listeners) response.end();
    this.#listeners.clear();
  }

  get listening(): number {
    return this.#listeners.size;
  }

  /** False when no more pages can be served: the page asks again later. */
  get hasRoom(): boolean {
    return !this.#closed && this.#listeners.size < MOST_LISTENERS;
  }

  /** Takes over a response and keeps it open until its reader leaves or the server stops. */
  open(response: ServerResponse, interest: Interest): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 2000\n\n');
    const missed = this.#missed(interest);
    if (missed !== undefined) response.write(moved(missed));
    const listener = { interest, response, until: Date.now() + LISTENS_FOR_MS };
    this.#listeners.add(listener);
    response.once('close', () => this.#listeners.delete(listener));
    response.once('error', () => this.#listeners.delete(listener));
  }

  /** One after the other, in the order in which they came. Where nobody can say who may see it, nobody is told. */
  #hear(change: Change): void {
    if (change.quiet) return;
    const heardAt = Date.now();
    this.#telling = this.#telling.then(async () => {
      const visible = change.about ? await this.readModels.visible(change.about).catch(() => undefined) : [];
      if (visible && !this.#closed) this.#tell({ ...change, visible }, heardAt);
    });
  }

  #tell(change: Heard, heardAt: number): void {
    this.#recent.push({ change, heardAt });
    if (this.#recent.length > 2 * REMEMBERED) {
      this.#rememberedSince = this.#recent[REMEMBERED - 1]?.heardAt ?? this.#rememberedSince;
      this.#recent = this.#recent.slice(REMEMBERED);
    }
    this.#send(moved(change.position), (interest) => concerns(interest, change));
  }

  /** The position of what moved since the page was drawn; 0 when that is not known any more. */
  #missed({ drawnAt = Date.now(), ...interest }: Interest): number | undefined {
    if (drawnAt < this.#rememberedSince) return 0;
    return this.#recent.findLast(({ change, heardAt }) => heardAt >= drawnAt && concerns(interest, change))?.change
      .position;
  }

  #send(message: string, to: (interest: Interest) => boolean = () => true): void {
    for (const { interest, response } of this.#listeners) {
      if (!to(interest)) continue;
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
      else response.write(message);
    }
  }
}

const moved = (position: number): string => `id: ${position}\nevent: moved\ndata: ${position}\n\n`;

const concerns = ({ sight, subject }: Interest, { about, visible }: Heard): boolean =>
  (subject === undefined || about === undefined || about.includes(subject)) &&
  (visible.length === 0 || (sight !== undefined && visible.some((each) => sees(sight, each))));
