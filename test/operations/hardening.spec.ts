import { ContinuityUnderTest } from '../support/continuity.js';

describe('what browsers and busy clients are told', () => {
  let continuity: ContinuityUnderTest;
  beforeAll(async () => (continuity = await ContinuityUnderTest.start({ REQUESTS_A_MINUTE: '100' })));
  afterAll(() => continuity?.stop());

  const get = (path: string) => continuity.fetch(path);

  it.each(['/', '/board', '/nowhere', '/api/cases', '/api/nothing', '/checkpoint', '/health/live'])(
    '%s may run nothing inline or from elsewhere, and be framed by nobody',
    async (path) => {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': expect.stringContaining('max-age=31536000'),
        'permissions-policy': expect.stringContaining('geolocation=()'),
      });
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('keeps the policy of the documentation', async () => {
    expect((await get('/api/docs')).headers.get('content-security-policy')).toContain("form-action 'none'");
  });

  it('turns away who searches too often, page and API, and says when to come back; others are answered', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => get('/api/search?q=phone')));
    const late = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(late).toHaveLength(4);
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await late[0]?.json()).toMatchObject({ status: 429, type: 'urn:continuity:problem:too-often' });
    const page = await get('/search?q=phone');
    expect([page.status, await page.text()]).toEqual([429, expect.stringContaining('That was too often')]);
    expect((await get('/health/live')).status).toBe(200);
    const other = await continuity.fetch('/api/search?q=phone', {}, 'nair');
    expect(other.status).toBe(200);
  });
});
