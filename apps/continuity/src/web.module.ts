import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { type AccessLog } from '#access';
import { type Packs } from '#jobs';
import { type ReadModels } from '#read-models';
import { type SealedLog } from '#sealer';
import { DemonstrationController } from './access/demonstration.controller.js';
import { Gate } from './access/guard.js';
import { type SignIn } from './access/sign-in.js';
import { SignInController } from './access/sign-in.controller.js';
import { CommandsController } from './api/commands.controller.js';
import { ErrorsFilter } from './api/errors.filter.js';
import { HealthController } from './api/health.controller.js';
import { PacksController } from './api/packs.controller.js';
import { type Receipts } from './api/receipts.js';
import { ReadsController } from './api/reads.controller.js';
import { SealedLogController } from './api/sealed-log.controller.js';
import { CommandsModule } from './commands/commands.module.js';
import { type LedgerCommandDesk } from './commands/ledger-command-desk.js';
import { type Integrity } from './integrity.js';
import { type Operations } from './operations/operations.js';
import { PagesModule } from './pages/pages.module.js';
import { type Attachments, type Changes, type CustodyRecords } from './pages/ports.js';
import {
  ATTACHMENTS,
  CHANGES,
  CUSTODY_RECORDS,
  INTEGRITY,
  OPERATIONS,
  PACKS,
  PEOPLE,
  READ_MODELS,
  RECEIPTS,
  SEALED_LOG,
  SIGN_IN,
} from './parts.js';

export interface WebParts {
  readonly operations: Operations;
  readonly desk: LedgerCommandDesk;
  readonly readModels: ReadModels;
  readonly signIn: SignIn;
  readonly accessLog: AccessLog;
  readonly sealedLog: SealedLog;
  readonly receipts: Receipts;
  readonly integrity: Integrity;
  readonly packs: Packs;
  readonly changes: Changes;
  readonly records: CustodyRecords;
  readonly attachments: Attachments;
}

/** The parts that were made outside of Nest, for every module. */
@Global()
@Module({})
class PartsModule {
  static of(parts: WebParts): DynamicModule {
    const {
      operations,
      desk,
      readModels,
      signIn,
      sealedLog,
      receipts,
      integrity,
      packs,
      changes,
      records,
      attachments,
    } = parts;
    const providers = [
      { provide: OPERATIONS, useValue: operations },
      { provide: READ_MODELS, useValue: readModels },
      { provide: SIGN_IN, useValue: signIn },
      { provide: PEOPLE, useValue: signIn.people },
      { provide: PACKS, useValue: packs },
      { provide: SEALED_LOG, useValue: sealedLog },
      { provide: RECEIPTS, useValue: receipts },
      { provide: INTEGRITY, useValue: integrity },
      { provide: CHANGES, useValue: changes },
      { provide: CUSTODY_RECORDS, useValue: records },
      { provide: ATTACHMENTS, useValue: attachments },
    ];
    const commands = CommandsModule.over(desk);
    return {
      module: PartsModule,
      imports: [commands],
      providers,
      exports: [...providers.map(({ provide }) => provide), commands],
    };
  }
}

@Module({})
export class WebModule {
  static of(parts: WebParts): DynamicModule {
    return {
      module: WebModule,
      imports: [PartsModule.of(parts), PagesModule],
      controllers: [
        SignInController,
        DemonstrationController,
        CommandsController,
        ReadsController,
        PacksController,
        SealedLogController,
        HealthController,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ErrorsFilter },
        { provide: APP_GUARD, useClass: Gate },
      ],
    };
  }
}
