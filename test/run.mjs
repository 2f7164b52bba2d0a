// `npm test`: sees that what the tests need is on this machine, builds the product, runs every test.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import console from 'node:console';
import process from 'node:process';

const needed = [
  { program: '/usr/bin/chromium', debian: 'chromium', for: 'the pages in a real browser' },
  { program: '/usr/bin/openssl', debian: 'openssl', for: 'certificates' },
  { program: '/usr/bin/redis-server', debian: 'redis-server', for: 'the queue on Redis' },
];

const missing = needed.filter(({ program }) => !existsSync(program));
if (missing.length > 0) install(missing);

function install(packages) {
  const names = packages.map(({ debian }) => debian);
  const how = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const sudo = process.getuid?.() === 0 ? [] : canSudo() ? ['sudo', '-n'] : undefined;
  if (!sudo || !existsSync('/usr/bin/apt-get')) {
    for (const { debian, for: what } of packages) console.error(`The tests need ${debian}: ${what}.`);
    console.error(`Install it first, on Debian or Ubuntu with: sudo ${how}`);
    process.exit(1);
  }
  console.log(`Installing what the tests need: ${names.join(', ')}`);
  const run = (...command) =>
    execFileSync(command[0], command.slice(1), {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  run(...sudo, 'apt-get', 'update', '-qq');
  // A package's own service is not wanted: the tests start what they need on ports of their own.
  run(...sudo, 'env', 'RUNLEVEL=1', ...how.split(' '));
}

function canSudo() {
  return spawnSync('sudo', ['-n', 'true']).status === 0;
}

const step = (...command) => {
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
step('build.mjs');
step('--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2));
