import 'reflect-metadata';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEMONSTRATION_PEOPLE, peopleOf } from '#access';
import { Gate } from '../../../apps/continuity/src/access/guard.js';
import { sendSafeHeaders } from '../../../apps/continuity/src/access/safe-headers.js';
import { CommandDesk } from '../../../apps/continuity/src/commands/command-desk.js';
import { ErrorPages } from '../../../apps/continuity/src/pages/error-pages.js';
import { PagesModule, setUpPages } from '../../../apps/continuity/src/pages/pages.module.js';
import {
  ATTACHMENTS,
  CHANGES,
  CUSTODY_RECORDS,
  INTEGRITY,
  PACKS,
  PEOPLE,
  READ_MODELS,
  RECEIPTS,
  SIGN_IN,
} from '../../../apps/continuity/src/parts.js';
import { openStandInDoor } from '../../support/stand-in-door.js';
import {
  StoryCustodyRecords,
  StoryDesk,
  StoryIntegrity,
  StoryReceipts,
  StoryReadModels,
  ToldChanges,
} from './stand-ins.js';

export interface StoryApp {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly readModels: StoryReadModels;
  readonly changes: ToldChanges;
  readonly desk: StoryDesk;
  readonly records: StoryCustodyRecords;
}

@Global()
@Module({})
class StoryParts {}

/** The pages over the story, on a port of their own. */
export async function startStoryApp(port = 0): Promise<StoryApp> {
  const readModels = new StoryReadModels();
  const changes = new ToldChanges();
  const desk = new StoryDesk(readModels, changes);
  const records = new StoryCustodyRecords();
  const parts: DynamicModule = {
    module: StoryParts,
    providers: [
      { provide: READ_MODELS, useValue: readModels },
      { provide: PEOPLE, useValue: peopleOf(DEMONSTRATION_PEOPLE) },
      { provide: SIGN_IN, useValue: { config: { by: 'demonstration' } } },
      { provide: CHANGES, useValue: changes },
      { provide: CUSTODY_RECORDS, useValue: records },
      { provide: PACKS, useValue: { list: () => Promise.resolve([]) } },
      {
        provide: ATTACHMENTS,
        useValue: { keep: () => Promise.resolve(undefined), read: () => Promise.resolve(undefined) },
      },
      { provide: CommandDesk, useValue: desk },
      { provide: RECEIPTS, useValue: new StoryReceipts() },
      { provide: INTEGRITY, useValue: new StoryIntegrity() },
    ],
    exports: [
      SIGN_IN,
      RECEIPTS,
      INTEGRITY,
      ATTACHMENTS,
      PACKS,
      READ_MODELS,
      PEOPLE,
      CHANGES,
      CUSTODY_RECORDS,
      CommandDesk,
    ],
  };
  const guard = { provide: APP_GUARD, useClass: Gate };
  const root: DynamicModule = { module: class StoryRoot {}, imports: [parts, PagesModule], providers: [guard] };
  const adapter = new FastifyAdapter();
  sendSafeHeaders(adapter.getInstance(), { by: 'demonstration', publicUrl: undefined });
  openStandInDoor(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: false,
    abortOnError: false,
  });
  await setUpPages(app);
  app.useGlobalFilters(app.get(ErrorPages));
  await app.listen(port, '127.0.0.1');
  return { url: await app.getUrl(), app, readModels, changes, desk, records };
}
