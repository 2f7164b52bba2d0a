import { randomUUID } from 'node:crypto';
import { pages, startReading } from '../../test/reading.js';
import { bell, examinedPhone, SEIZURE } from '../../test/story.js';

const { read, told } = await startReading();

describe('the board', () => {
  it('has what is most urgent on top, page by page, each exhibit once', async () => {
    const story = await told((s) => {
      for (const [n, priority] of [3, 1, 4, 1, 2].entries()) {
        const phone = s.exhibit();
        phone.tell('DeviceSeized', { ...SEIZURE, exhibitRef: `TW/${n}` });
        phone.tell('ExaminationRequested', { priority, questions: '?', dueBy: `2026-05-0${n + 1}` });
      }
    });
    const found = await pages((cursor) => read.exhibits({ caseId: story.caseId }, cursor), 2);
    expect(found.map((page) => page.map(({ exhibitRef }) => exhibitRef))).toEqual([
      ['TW/1', 'TW/3'],
      ['TW/4', 'TW/0'],
      ['TW/2'],
    ]);
  });

  it('can be asked by stage, by custody, by holder and in words', async () => {
    const { caseId } = await told((s) => {
      s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: [] });
      examinedPhone(s, 'TW/1', 'SEAL-1');
      const phone = s.exhibit();
      phone.tell(
        'DeviceSeized',
        { ...SEIZURE, exhibitRef: 'TW/2', serial: 'R58_N%2', sealNumber: 'SEAL-2' },
        { by: bell },
      );
      s.exhibit().tell('DeviceSeized', { ...SEIZURE, exhibitRef: 'TW/3', sealNumber: 'SEAL-3' });
      phone.tell('CustodyTransferred', { to: 'mensah', purpose: 'x', sealNumber: 'SEAL-2' }, { by: bell });
    });
    const asked = async (filter: object) =>
      (await read.exhibits({ caseId, ...filter })).items.map(({ exhibitRef }) => exhibitRef).sort();
    expect(await asked({})).toEqual(['TW/1', 'TW/1/1', 'TW/2', 'TW/3']);
    expect(await asked({ status: 'completed' })).toEqual(['TW/1']);
    expect(await asked({ status: 'in transit' })).toEqual(['TW/2']);
    expect(await asked({ status: 'lost' })).toEqual([]);
    expect(await asked({ holder: 'mensah' })).toEqual(['TW/1', 'TW/1/1']);
    expect(await asked({ holder: 'bell' })).toEqual(['TW/2']);
    expect(await asked({ q: 'sim CARD' })).toEqual(['TW/1/1']);
    expect(await asked({ q: 'seal-3' })).toEqual(['TW/3']);
    expect(await asked({ q: '8_n%2' })).toEqual(['TW/2']);
    expect(await asked({ q: '_' })).toEqual(['TW/2']);
    expect(await asked({ q: '\0' })).toEqual([]);
    expect((await read.exhibits({ caseId, q: 'TW/2' })).items[0]).toMatchObject({
      ...{
        operationName: 'Otter',
        custody: 'in transit',
        holder: { id: 'bell', name: 'Karen Bell' },
        sentTo: 'mensah',
      },
    });
  });

  it('counts the exhibits at each stage', async () => {
    const before = await read.stages();
    const { caseId } = await told((s) => void examinedPhone(s));
    expect(await read.stages({ caseId, q: 'sim card' })).toMatchObject({ none: 1, completed: 0 });
    const after = await read.stages();
    expect(after).toEqual({ ...before, none: before.none + 1, completed: before.completed + 1 });
  });
});

describe('an exhibit', () => {
  it('has its particulars, its parts and its images', async () => {
    let ids = { phone: '', sim: '' };
    await told((s) => {
      const { phone, sim } = examinedPhone(s);
      ids = { phone: phone.id, sim: sim.id };
    });
    expect(await read.exhibit(ids.phone)).toMatchObject({
      ...{
        imei: '356938035643809',
        imeiChecks: true,
        power: 'warrant',
        parent: null,
        findings: 'relevant material found',
      },
      parts: [{ exhibitId: ids.sim, exhibitRef: 'TW/1/1', kind: 'SIM card' }],
      images: [{ bytes: 64e9, tool: 'UFED 7.68' }],
    });
    expect(await read.exhibit(ids.sim)).toMatchObject({
      parent: { exhibitId: ids.phone, exhibitRef: 'TW/1' },
      imeiChecks: null,
    });
    expect(await read.exhibit(randomUUID())).toBeUndefined();
    expect(await read.exhibit('AB/1')).toBeUndefined();
  });
});
