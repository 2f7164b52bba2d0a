/** Who may import what: an allow-list by folder, npm and node: modules included. Whatever no line allows is an error. */
const lib = (name) => `^libs/${name}/src/`;
// Before a build `#ledger` cannot be resolved and keeps its name; after one it is the built index.
const face = (...names) => `^(#|(dist/)?libs/)(${names.join('|')})(/src/index\\.(ts|js))?$`;
const npm = (...names) => names.map((name) => `^node_modules/(@types/)?${name.replace('/', '\\/')}/`);
const node = (...names) => names.map((name) => `^(node:)?(${name})$`);

const allow = (from, ...to) => ({ from: { path: from }, to: { path: to.flat() } });
const TESTS = '\\.(spec|contract)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  allowedSeverity: 'error',
  allowed: [
    allow(lib('custody'), lib('custody'), npm('class-validator')),
    allow(
      lib('integrity'),
      lib('integrity'),
      npm('canonicalize', '@noble/post-quantum', 'pkijs', 'asn1js'),
      node('crypto', 'zlib'),
    ),
    allow(
      lib('ledger'),
      lib('ledger'),
      face('integrity'),
      npm('pg', '@eventstore/db-client'),
      node('crypto', 'fs', 'fs/promises', 'path', 'timers/promises', 'events'),
    ),
    allow(
      lib('sealer'),
      lib('sealer'),
      face('integrity', 'ledger'),
      npm('pg'),
      node('crypto', 'fs/promises', 'path', 'timers/promises'),
    ),
    allow(
      lib('read-models'),
      lib('read-models'),
      face('custody', 'integrity', 'ledger'),
      npm('pg', 'pg-copy-streams'),
      node('crypto', 'events', 'stream', 'stream/promises', 'timers/promises', 'worker_threads'),
    ),
    allow(
      lib('access'),
      lib('access'),
      face('custody', 'integrity', 'ledger', 'read-models'),
      npm('jose', 'openid-client', 'oidc-provider', 'pg'),
      node('crypto', 'http'),
    ),
    allow(
      lib('jobs'),
      lib('jobs'),
      face('custody', 'integrity', 'ledger', 'sealer', 'read-models', 'access'),
      npm('bullmq', 'ioredis', 'pg', 'pdfkit', 'dejavu-fonts-ttf', 'bwip-js'),
      node(
        'crypto',
        'fs',
        'fs/promises',
        'path',
        'stream',
        'stream/promises',
        'module',
        'url',
        'timers/promises',
        'zlib',
      ),
    ),
    allow(
      '^apps/continuity/src/',
      '^apps/continuity/src/',
      face('custody', 'integrity', 'ledger', 'sealer', 'read-models', 'jobs', 'access'),
      '^node_modules/',
      node('.*'),
    ),
    allow(
      '^apps/verify/src/',
      '^apps/verify/src/',
      face('integrity'),
      npm('esbuild'),
      node('crypto', 'fs', 'fs/promises', 'path', 'url', 'util', 'worker_threads'),
    ),
    // What a browser runs: `buffer` is the npm package, not Node's own.
    allow('^apps/verify/browser/', '^apps/verify/(browser|src)/', face('integrity'), npm('@noble/hashes', 'buffer')),
    allow('^apps/verify/', '^(\\.\\./)*dist/apps/verify/'),
    // Tests may reach anything; Nest stays out of the libs all the same, because no lib's line above names it.
    allow(TESTS, '.*'),
    allow('^test/', '.*'),
    allow('^libs/[^/]+/test/', '.*'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|apps/continuity/assets)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
