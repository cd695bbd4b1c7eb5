import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/settings.ts';
import { fill } from '../src/texts.ts';
import { subjectOf } from '../src/visitor.ts';

const tag = (dataset: Record<string, string>, src = 'https://way.example/widget.js') =>
  readSettings({ src, lang: '', dataset }, 'en');

describe('the script tag', () => {
  it('needs nothing but its address', () => {
    const settings = tag({});
    expect(settings).toMatchObject({ server: 'https://way.example/', companyId: 'office', side: 'right' });
    expect(settings).toMatchObject({ tenant: undefined, token: undefined, lang: 'en', theme: undefined });
    expect(tag({}, 'https://way.example/live/widget.js?v=2').server).toBe('https://way.example/live/');
  });

  it('says whose chat it is, and how it looks', () => {
    const settings = tag({
      company: 'acme',
      tenant: 'north',
      accent: '#a00',
      position: 'left',
      theme: 'dark',
    });
    expect(settings).toMatchObject({ companyId: 'acme', tenant: 'north', accent: '#a00', theme: 'dark' });
    expect(settings.side).toBe('left');
  });

  it('may replace every text, and one of another name is none', () => {
    const { texts } = tag({ textPlaceholder: 'Nachricht', textToomany: 'Warte', textNonsense: 'x' });
    expect(texts).toMatchObject({ placeholder: 'Nachricht', tooMany: 'Warte', send: 'Send' });
    expect(texts).not.toHaveProperty('nonsense');
    expect(fill(texts.typing, { name: 'Olga {x}' })).toBe('Olga {x} is writing …');
  });

  it('in a language that there is not has times as in English', () => {
    expect(tag({ lang: 'de-AT' }).lang).toBe('de-AT');
    expect(tag({ lang: 'not a language!' }).lang).toBe('en');
  });
});

describe('a token', () => {
  const tokenOf = (claims: object): string =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

  it('says whose it is', () => {
    expect(subjectOf(tokenOf({ sub: 'ana~7' }))).toBe('ana~7');
    expect(subjectOf(tokenOf({ sub: 'Zoë' }))).toBe('Zoë');
    for (const wrong of ['', 'x', 'a.b.c', tokenOf({}), tokenOf({ sub: 7 })])
      expect(subjectOf(wrong)).toBeUndefined();
  });
});
