import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, engineName, SMALL_MODEL } from '../../../../src/core/answers/engineName';

describe('the name of an engine, as a reader sees it', () => {
  it.each([
    ['keyword', 'keyword matching'],
    [SMALL_MODEL, 'built-in model'],
    ['acl-verbatim', 'acl-verbatim'],
    ['KRLabsOrg/acl-verbatim-modernbert', 'KRLabsOrg/acl-verbatim-modernbert'],
    ['/home/me/models/mine/', 'mine'],
    ['C:\\models\\mine', 'mine'],
  ])('the engine %s is named %s', (model, name) => {
    expect(engineName(model)).toBe(name);
  });
});

describe('the default engine', () => {
  it('the default engine is the same in the manifest and in the code', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { default?: unknown }> } };
    };
    expect(contributes.configuration.properties['evidence.model']!.default).toBe(DEFAULT_MODEL);
  });
});
