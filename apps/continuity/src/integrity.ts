import { type KeyRotation } from '#custody';
import { Checks, keyRotationsIn, type Check, type SealerTold } from '#jobs';
import { type Ledger } from '#ledger';
import { type openSealedLog, type Sealed } from '#sealer';
import { type Metrics } from './operations/metrics.js';
import { lagOf } from './operations/health.js';

/** What the page of the integrity of everything shows. */
export interface IntegrityState {
  readonly checks: readonly Check[];
  readonly sealer: SealerTold | undefined;
  readonly checkpoint: Sealed | undefined;
  /** Events that are not sealed; counted to 1,000. */
  readonly unsealed: { readonly events: number; readonly seconds: number };
  readonly receiptKey: string;
  /** New keys of the log that were asked for, the latest first. */
  readonly rotations: readonly KeyRotation[];
}

/** Token INTEGRITY. */
export interface Integrity {
  state(): Promise<IntegrityState>;
  /** Has everything checked now. */
  ask(by: string): Promise<void>;
  /** What is wrong, in a sentence each; as it was a few seconds ago. */
  alarms(): readonly string[];
}

const LOOK_EVERY_MS = 2_000;
const SHOWN = 10;

/** How the integrity of everything stands, kept fresh for the banner on every page. Stop it when done. */
export async function watchIntegrity(
  ledger: Pick<Ledger, 'head' | 'readAll' | 'readStream'>,
  receiptKey: string,
  { log, pool }: ReturnType<typeof openSealedLog>,
  onTrouble: (error: unknown) => void,
): Promise<Integrity & { close(): Promise<void> }> {
  const checks = new Checks(pool);
  let alarms: readonly string[] = [];
  const look = async () => {
    const [latest, sealer] = await Promise.all([checks.latest(SHOWN), checks.sealer()]);
    alarms = alarmsOf(latest, sealer);
  };
  await look();
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onTrouble);
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    alarms: () => alarms,
    ask: (by) => checks.ask(by),
    async state() {
      const [latest, sealer, checkpoint, rotations] = await Promise.all([
        checks.latest(SHOWN),
        checks.sealer(),
        log.checkpoint(),
        keyRotationsIn(ledger),
      ]);
      const reached = () => Promise.resolve(checkpoint?.position ?? 0);
      const unsealed = await lagOf({ ledger, readModels: { reached } });
      return { checks: latest, sealer, checkpoint, unsealed, receiptKey, rotations: rotations.toReversed() };
    },
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The last check that was done decides. */
function alarmsOf(checks: readonly Check[], sealer: SealerTold | undefined): readonly string[] {
  const differences = checks.find(({ result }) => result)?.result?.differences.length ?? 0;
  return [
    ...(differences > 0
      ? [`The last check found that what is recorded is not what was sealed or is shown: differences, ${differences}.`]
      : []),
    ...(sealer?.refusal ? ['Nothing more is sealed: what is in the ledger does not go with what was sealed.'] : []),
  ];
}

/** The last check, for Prometheus: NaN until there is one. */
export function measureChecks({ pool }: ReturnType<typeof openSealedLog>, metrics: Metrics): void {
  const last = async () => (await new Checks(pool).latest(SHOWN)).find(({ result }) => result);
  metrics.gauge('integrity_differences', 'What differed at the last check; above 0 is an alarm', async () => {
    return (await last())?.result?.differences.length ?? NaN;
  });
  metrics.gauge('integrity_last_check_timestamp_seconds', 'When everything was last checked', async () => {
    return Date.parse((await last())?.endedAt ?? '') / 1_000;
  });
}
