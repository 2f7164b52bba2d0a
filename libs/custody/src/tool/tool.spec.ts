import { acquireImage } from '../exhibit/acquire-image.js';
import { examined, examiner, given as givenExhibit, officer, supervisor } from '../exhibit/given-exhibit.js';
import { givenIn, OPEN_CASE, type Past } from '../kernel/given.js';
import { happened, toolStream } from './events.js';
import { toolAggregate, type Tool } from './tool.js';
import { validateTool } from './validate-tool.js';
import { withdrawTool } from './withdraw-tool.js';

const stream = toolStream({ tool: 'UFED 4PC' });
const given = givenIn(toolAggregate, undefined, stream);
const validation = { tool: 'UFED 4PC', version: '7.69', validationRef: 'VR-12', scope: 'FSA-DIG-100, mobile phones' };
const validated: Past = { by: examiner, ...happened('ToolValidated', validation) };
const withdrawn = { tool: 'UFED 4PC', version: '7.69', reason: 'Misses deleted chats' };

describe('the register of tools', () => {
  it('takes a validated version from the lab', () => {
    given().when(validateTool, validation, examiner).then('ToolValidated');
    given().when(validateTool, validation, officer).refused('not-of-the-lab');
    given(validated).when(validateTool, validation, examiner).refused('already-validated');
    given(validated)
      .when(validateTool, { ...validation, validationRef: 'VR-13' }, examiner)
      .then('ToolValidated');
  });
  it('withdraws what is in it', () => {
    given(validated).when(withdrawTool, withdrawn, supervisor).then('ToolWithdrawn');
    given(validated).when(withdrawTool, withdrawn, officer).refused('not-of-the-lab');
    given().when(withdrawTool, withdrawn, supervisor).refused('not-validated');
  });
  it('knows a tool however its name is written', () => expect(toolStream({ tool: ' ufed  4pc ' })).toBe(stream));
});

describe('an image', () => {
  const image = { tool: 'UFED 4PC', toolVersion: '7.69', sha256: 'a'.repeat(64), bytes: 64e9 };
  const acquired = (tool: Tool, said = image) =>
    givenExhibit(...examined).when(acquireImage, said, examiner, OPEN_CASE, [[stream, tool]]).events[0]?.facts;
  const register = given(validated).when(withdrawTool, withdrawn, supervisor);

  it('cites the validation of the version that it was acquired with', () => {
    const known = given().when(validateTool, validation, examiner).state;
    expect(acquired(known)).toMatchObject({ validation: 'VR-12' });
    expect(acquired(known, { ...image, toolVersion: '7.70' })).not.toHaveProperty('validation');
  });
  it('is acquired all the same with a tool that is not in the register, or no longer', () => {
    expect(acquired(toolAggregate.blank(stream))).not.toHaveProperty('validation');
    expect(acquired(register.state)).not.toHaveProperty('validation');
  });
});
