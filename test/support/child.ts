import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TYPESCRIPT = fileURLToPath(new URL('typescript.mjs', import.meta.url));
const children = new Set<Child>();

export interface ChildOptions {
  args?: string[];
  /** Added to this process's environment; `undefined` removes a variable. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Options of node itself. */
  nodeArgs?: string[];
  /** As in a terminal of its own, so that `interruptGroup` reaches it and what it started, but not the test. */
  ownGroup?: boolean;
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** Starts `node script`; a `.ts` script is compiled on the way. End it, or call `endChildren` after each test. */
export function startChild(script: string, options: ChildOptions = {}): Child {
  const { args = [], env = {}, cwd, nodeArgs = [], ownGroup = false } = options;
  const compile = script.endsWith('.ts') ? ['--import', TYPESCRIPT] : [];
  const started = spawn(process.execPath, [...compile, ...nodeArgs, script, ...args], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    detached: ownGroup,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const child = new Child(started, script);
  children.add(child);
  void child.exit.then(() => children.delete(child));
  return child;
}

/** Kills (-9) every child that a test left running and waits for their ends. For `afterEach`. */
export async function endChildren(): Promise<void> {
  await Promise.all([...children].map((child) => child.kill()));
}

/** A running node process under test. */
export class Child {
  readonly exit: Promise<Exit>;
  /** What it has printed so far. */
  stdout = '';
  stderr = '';

  constructor(
    private readonly process: ChildProcess,
    private readonly script: string,
  ) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    process.stdin?.on('error', () => undefined); // it may end before it has read everything
    this.exit = once(process, 'close').then(([code, signal]) => ({ code, signal }));
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error(`${this.script} was not started`);
    return this.process.pid;
  }

  /** Both outputs, for the message of a failed expectation. */
  get output(): string {
    return `${this.stdout}${this.stderr}`;
  }

  /** Waits for a whole line of stdout, already printed ones included; throws with the output if it does not come. */
  async line(pattern: RegExp, withinMs = 20_000): Promise<RegExpExecArray> {
    const start = Date.now();
    let over: Exit | undefined;
    void this.exit.then((exit) => (over = exit));
    for (;;) {
      const lines = this.stdout.split('\n').slice(0, -1);
      for (const line of lines) {
        const found = pattern.exec(line);
        if (found) return found;
      }
      const why = over ? `ended (${over.code ?? over.signal})` : Date.now() - start > withinMs ? 'is late' : undefined;
      if (why) throw new Error(`${this.script} ${why} without printing ${pattern}:\n${this.output}`);
      await sleep(10);
    }
  }

  /** Kills it at once (-9) and waits until it is gone. */
  kill(): Promise<Exit> {
    return this.signal('SIGKILL');
  }

  /** Sends a signal and waits until it is gone. */
  signal(signal: NodeJS.Signals): Promise<Exit> {
    this.process.kill(signal);
    return this.exit;
  }

  /** Ctrl-C in its terminal: SIGINT to it and to all of its process group. Needs `ownGroup`. */
  interruptGroup(): Promise<Exit> {
    process.kill(-this.pid, 'SIGINT');
    return this.exit;
  }

  /** Ends its standard input, and waits until it is gone. */
  endInput(text = ''): Promise<Exit> {
    this.process.stdin?.end(text);
    return this.exit;
  }
}
