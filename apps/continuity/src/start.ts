import { join } from 'node:path';
import { AccessLog } from '#access';
import { verifierKey } from '#integrity';
import { disclosurePacks, startChecker, startEraser, startPackWorker, startWorker } from '#jobs';
import { startProjectors } from '#read-models';
import { cosignerFrom, openSealedLog, signingKeyFrom, startAttesting, startSealer, type Sealer } from '#sealer';
import { Receipts } from './api/receipts.js';
import { attachmentsIn } from './attachments.js';
import { LedgerCommandDesk } from './commands/ledger-command-desk.js';
import { NeedToKnow } from './commands/need-to-know.js';
import { recordingPacks } from './commands/recording.js';
import { type Config } from './config.js';
import { layFoundations, trouble } from './foundations.js';
import { measureChecks, watchIntegrity } from './integrity.js';
import { log } from './log.js';
import { startHealthServer } from './operations/health-server.js';
import { Metrics } from './operations/metrics.js';
import { operationsOf } from './operations/operations.js';
import { noTraces } from './operations/traces.js';
import { watchedLedger } from './operations/watched-ledger.js';
import { Started } from './started.js';
import { assertPortFree, startWeb } from './web.js';

export interface Running {
  /** Where pages and API answer; undefined for a process without the role `web`. */
  readonly url: string | undefined;
  /** Where health and metrics answer apart from the pages; undefined for nowhere. */
  readonly healthUrl: string | undefined;
  /** What runs, a line each, for the person who started it. */
  readonly summary: readonly string[];
  /** Finishes what was begun, in the reverse order of starting. */
  stop(): Promise<void>;
}

/** Not the log's own key: what hands out receipts must not be able to sign a checkpoint. */
const receiptKeyOf = ({ receiptKeyFile, logOrigin }: Config) => signingKeyFrom(receiptKeyFile, `${logOrigin}/receipts`);

/**
 * Starts the roles that the configuration names, on parts made once. What was started is stopped again when a later part fails.
 *
 * @param failed is told when a part that was started here ends by itself: nothing works without it.
 */
export async function startContinuity(config: Config, failed: (fault: Error) => void): Promise<Running> {
  const { roles, host, port, healthPort } = config;
  log.level = config.logLevel;
  const started = new Started();
  try {
    if (roles.has('web')) await assertPortFree(host, port);
    const metrics = new Metrics();
    const traces = started.keep(
      'traces',
      config.tracesTo === undefined
        ? noTraces
        : (await import('./operations/traces-to.js')).tracesTo(config.tracesTo, [...roles]),
      (t) => t.close(),
    );
    const foundations = await layFoundations(config, started, failed);
    const { url, ledger, ledgerUrl, keys, names, signIn, readModels, queue, records } = foundations;
    const demonstration = config.signIn.by === 'demonstration';

    const projectors = roles.has('projector')
      ? started.keep(
          'projectors',
          await startProjectors({
            ...{ ledger, url, ledgerUrl, names, log },
            watch: async (page, apply) => {
              await traces.projected(page, apply);
              metrics.projectedEvents.inc(page.length);
            },
          }),
          (p) => p.stop(),
        )
      : undefined;
    const sealed = started.keep('sealed log', openSealedLog(url, trouble('sealed log')), (l) => l.close());
    const packing = { connection: queue.connection, dataDir: config.dataDir };
    const desk = new LedgerCommandDesk(
      watchedLedger(ledger, metrics, traces),
      keys,
      signIn.people,
      new NeedToKnow(signIn.people, readModels),
      readModels,
    );
    let sealer: Sealer | undefined;
    if (roles.has('worker')) {
      started.keep('worker', await startWorker({ ...queue, ledger, log, demonstration }), (w) => w.close());
      const erasing = { readModels, keys, dataDir: config.dataDir, log };
      started.keep('eraser', startEraser(erasing), (e) => e.stop());
      const signingKey = await signingKeyFrom(config.signingKeyFile, config.logOrigin);
      sealer = started.keep('sealer', await startSealer({ ledger, url, signingKey, log }), (s) => s.stop());
      const cosigner = await cosignerFrom(`${config.signingKeyFile}.ml-dsa-44`, config.logOrigin);
      const { authorities, authorityRoots: roots, witnesses } = config;
      const attesting = { url, log, cosigner, authorities, roots, witnesses };
      const { attest } = started.keep('attesting', startAttesting(attesting), (a) => a.stop());
      const checking = { ledger, url, ledgerUrl, names, signingKey, cosigner, sealer, log };
      const checker = startChecker({ ...checking, roots: authorities.length > 0 ? roots : undefined });
      started.keep('checker', checker, (c) => c.close());
      const packWorker = await startPackWorker({
        ...{ ...packing, ledger, keys, signingKey, log, readModels, sealedLog: sealed.log, demonstration },
        ...{ cosigner, attest },
        record: recordingPacks(desk),
      });
      started.keep('pack worker', packWorker, (w) => w.close());
    }

    measureChecks(sealed, metrics);
    const operations = operationsOf(
      { roles, ledger, readModels, projectors, records },
      { sealedLog: sealed.log, sealer },
      metrics,
      traces,
    );
    let web: { readonly url: string } | undefined;
    if (roles.has('web')) {
      const changes = { onChange: (listener: Parameters<typeof readModels.onMove>[0]) => readModels.onMove(listener) };
      const attachments = attachmentsIn(join(config.dataDir, 'attachments'));
      const receiptKey = await receiptKeyOf(config);
      const { vkey } = verifierKey(receiptKey);
      const integrity = started.keep(
        'integrity',
        await watchIntegrity(ledger, vkey, sealed, trouble('integrity')),
        (i) => i.close(),
      );
      const packs = started.keep('packs', await disclosurePacks({ ...packing, onTrouble: trouble('packs') }), (p) =>
        p.close(),
      );
      const parts = {
        operations,
        desk,
        readModels,
        signIn,
        accessLog: new AccessLog(ledger, keys),
        sealedLog: sealed.log,
        receipts: new Receipts(receiptKey, ledger, sealed.log),
        integrity,
        packs,
        changes,
        records,
        attachments,
      };
      web = started.keep('web', await startWeb(config, parts), (w) => w.close());
    }
    const health =
      healthPort === undefined
        ? undefined
        : started.keep('health', await startHealthServer({ host, port: healthPort }, operations), (h) => h.close());
    const summary = [
      ...foundations.summary,
      `roles: ${[...roles].join(', ')}`,
      ...(health ? [`health and metrics: ${health.url}`] : []),
    ];
    return { url: web?.url, healthUrl: health?.url, summary, stop: () => started.stop() };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
