import { imeiChecks } from './exhibit/imei.js';
import { CASE_ID, ID } from './kernel/given.js';
import { definitionOf, eventTypes, rules, sentence } from './rules.js';

describe('the list of rules', () => {
  it('has one for each command', () => {
    const names = rules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(
        `OpenCase ExecuteWarrant AssignOfficer RemoveOfficer SetSensitivity CloseCase DetectDevice SeizeDevice ApplySeal BreakSeal
        TransferCustody ReceiveCustody RefuseCustody StoreExhibit TakeSubExhibit RequestExamination StartExamination AcquireImage
        PauseExamination ResumeExamination CompleteExamination IssueReport MakeNote RaiseDiscrepancy ResolveDiscrepancy
        ArrestPerson GrantBail ExtendBail ReleaseUnderInvestigation BringCharge RemandInCustody EnterPlea ReturnVerdict
        PassSentence TakeNoFurtherAction AddAttachment HoldRetention ReleaseRetention ReturnDevice AuthoriseDestruction DestroyDevice CorrectEntry
        ScheduleMaterial ReviewMaterial RequestPack AgreeToInclusion DisclosePack WithholdMaterial ValidateTool WithdrawTool
        RequestErasure ErasePersonalData DeclineErasure BreakGlass AcknowledgeBreakGlass
        RequestKeyRotation AuthoriseKeyRotation DeclineKeyRotation RecordKeyRotation`.split(/\s+/),
      ),
    );
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))('routes %s to the class of that name', (name, rule) =>
    expect(rule.command.name).toBe(name),
  );

  it('names the stream that each command is decided on', () => {
    const streams = rules.map((rule) =>
      rule.streamOf(
        Object.assign(new rule.command(), { caseId: CASE_ID, exhibitId: ID, suspectId: ID, tool: ' UFED  4' }),
      ),
    );
    expect(new Set(streams)).toEqual(
      new Set([
        `case-${CASE_ID}`,
        `exhibit-${ID}`,
        `suspect-${ID}`,
        `disclosure-${CASE_ID}`,
        'tool-ufed%204',
        `access-case-${CASE_ID}`,
        'log-key',
      ]),
    );
  });
});

describe('the catalogue', () => {
  it('has a label for every event type, no two alike', () => {
    const labels = eventTypes.map((type) => definitionOf(type)?.label);
    expect(labels.every((label) => label !== undefined && /^[A-Z]/.test(label))).toBe(true);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it.each(['toString', '__proto__', 'constructor', 'NoSuchEvent'])('has no event %s', (type) =>
    expect(definitionOf(type)).toBeUndefined(),
  );
});

describe('the sentence of an event', () => {
  it.each<[string, object, string]>([
    [
      'DeviceDetected',
      {
        kind: 'mobile phone',
        place: 'behind the bath',
        detectedBy: { method: 'dog', name: 'Micky', handler: 'PC Rees' },
      },
      'Mobile phone indicated by detection dog Micky with PC Rees: behind the bath',
    ],
    [
      'DeviceSeized',
      { kind: 'laptop', exhibitRef: 'NA/1', power: 'PACE s.19', from: 'Joel Marsden', sealNumber: 'S100' },
      'Laptop seized from Joel Marsden under section 19 of PACE as NA/1 and sealed under S100',
    ],
    [
      'CustodyTransferred',
      { to: 'doyle', purpose: 'storage', sealNumber: 'S100' },
      'Handed over to doyle under seal S100, purpose: storage',
    ],
    [
      'CustodyReceived',
      { location: 'bench 2', sealNumberSeen: 'S100', sealIntact: false, standInReason: 'off sick' },
      "Received at bench 2, seal S100 seen not intact; received in the addressee's stead: off sick",
    ],
    [
      'SubExhibitTaken',
      { kind: 'SIM card', exhibitRef: 'AB/1/1', parentRef: 'AB/1' },
      'SIM card taken out of AB/1 as exhibit AB/1/1',
    ],
    [
      'ImageAcquired',
      { tool: 'UFED', toolVersion: '7.69', sha256: 'ab12', bytes: 128035676160 },
      'Image of 128,035,676,160 bytes acquired with UFED 7.69, SHA-256 ab12',
    ],
    [
      'PersonArrested',
      { name: 'Joel Marsden', dateOfBirth: '2001-03-19', suspectedOf: ['making images', 'sharing images'] },
      'Joel Marsden, born 19 March 2001, arrested on suspicion of making images and sharing images',
    ],
    [
      'BailGranted',
      { until: '2026-04-14', conditions: ['A', 'B'] },
      'Released on bail until 14 April 2026, on condition: A; B',
    ],
    [
      'BailExtended',
      { until: '2026-07-14', authorisedBy: 'inspector' },
      'Bail extended until 14 July 2026, authorised by an inspector',
    ],
    [
      'ChargeBrought',
      {
        unit: 'Public Protection Unit',
        offences: [
          { act: 'Sexual Offences Act 2003', section: 's.103I', description: 'breach of a SHPO', counts: 2 },
          { act: 'Protection of Children Act 1978', section: '1(1)(a)', description: 'making images', counts: 1 },
        ],
      },
      'Charged by Public Protection Unit with 2 counts of breach of a SHPO, contrary to section 103I of the Sexual Offences Act ' +
        '2003 and 1 count of making images, contrary to section 1(1)(a) of the Protection of Children Act 1978',
    ],
    [
      'SentencePassed',
      { court: 'St Albans Crown Court', custodyMonths: 30, suspended: false, orders: ['forfeiture', 'a SHPO'] },
      'Sentenced at St Albans Crown Court to 2 years and 6 months of imprisonment, with forfeiture and a SHPO',
    ],
    [
      'SentencePassed',
      { court: 'St Albans Crown Court', custodyMonths: 1, suspended: true, orders: [] },
      'Sentenced at St Albans Crown Court to 1 month of imprisonment, suspended',
    ],
    ['PleaEntered', { plea: 'none' }, 'No plea entered'],
  ])('of %s can be read out in court', (type, facts, said) => expect(sentence(type, facts)).toBe(said));

  it('names people where it is told their names', () =>
    expect(
      sentence('CustodyTransferred', { to: 'doyle', purpose: 'storage', sealNumber: 'S100' }, [], () => 'Martin Doyle'),
    ).toBe('Handed over to Martin Doyle under seal S100, purpose: storage'));

  it('says which words were erased', () =>
    expect(sentence('PersonArrested', { suspectedOf: ['making images'] }, ['name', 'dateOfBirth'])).toBe(
      '[erased], born [erased], arrested on suspicion of making images',
    ));

  it('of an unknown event is its type', () => expect(sentence('MoonLanded', {})).toBe('MoonLanded'));
});

describe('an IMEI', () => {
  it.each([
    ['490154203237518', true],
    ['356938035643809', true],
    ['490154203237517', false],
    ['49015420323751', false],
    ['4901542032375180', false],
    ['', false],
  ])('%s checks: %s', (imei, checks) => expect(imeiChecks(imei)).toBe(checks));
});
