import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import { AccessController } from './access.controller.js';
import { BoardController } from './board.controller.js';
import { BreakGlassController } from './break-glass.controller.js';
import { CasesController } from './cases.controller.js';
import { CustodyRecordController } from './custody-record.controller.js';
import { CorrectionsController } from './entries/corrections.controller.js';
import { EntriesController } from './entries/entries.controller.js';
import { ATTACHMENT_LIMIT_BYTES } from '../attachments.js';
import { Offers } from './entries/offers.js';
import { Subjects } from './entries/subjects.js';
import { ErrorPages } from './error-pages.js';
import { ExhibitController } from './exhibit.controller.js';
import { HomeController } from './home.controller.js';
import { FromOurPages } from './html.js';
import { IntegrityController } from './integrity.controller.js';
import { LiveController } from './live.controller.js';
import { Live } from './live.js';
import { OutcomesController } from './outcomes.controller.js';
import { Pages } from './pages.js';
import { AssetsController } from './rendering/assets.controller.js';
import { ReasonController } from './reason.controller.js';
import { SearchController } from './search.controller.js';
import { AuditController } from './audit.controller.js';
import { DisclosureController } from './disclosure.controller.js';
import { SuspectsController } from './suspects.controller.js';
import { ToolsController } from './tools.controller.js';
import { CrateController } from './crate.controller.js';
import { LabelsController } from './labels.controller.js';
import { AttachmentsController } from './attachments.controller.js';
import { VerifierController } from './verifier.controller.js';
import { Views } from './rendering/views.js';

/**
 * The server-rendered pages. Wants READ_MODELS, PEOPLE, SIGN_IN, CHANGES, CUSTODY_RECORDS and CommandDesk from a global module; and
 * `setUpPages` on the application before it listens.
 */
@Module({
  controllers: [
    AssetsController,
    VerifierController,
    IntegrityController,
    HomeController,
    ReasonController,
    BreakGlassController,
    BoardController,
    CasesController,
    ExhibitController,
    CustodyRecordController,
    OutcomesController,
    SearchController,
    AttachmentsController,
    LabelsController,
    CrateController,
    AuditController,
    AccessController,
    SuspectsController,
    DisclosureController,
    ToolsController,
    LiveController,
    CorrectionsController,
    // Last: its addresses end in a parameter.
    EntriesController,
  ],
  providers: [Views, Pages, ErrorPages, FromOurPages, Live, Offers, Subjects],
  exports: [ErrorPages, Pages, FromOurPages],
})
export class PagesModule {}

/** A form is text in boxes: 64 kB is more than all of them hold. */
const FORM_LIMIT_BYTES = 64 * 1024;

/** What the pages need of the HTTP server: cookies, and forms as browsers send them. */
export async function setUpPages(app: NestFastifyApplication): Promise<void> {
  await app.register(cookie);
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: FORM_LIMIT_BYTES });
  // Kept as it came: the page that expects a file reads it.
  app.useBodyParser(
    'multipart/form-data',
    { bodyLimit: ATTACHMENT_LIMIT_BYTES + FORM_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
}
