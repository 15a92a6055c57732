import { describe, expect, it } from 'vitest';
import { constituencyTemplateUuid, semanticTypeOf, typedColumnsOf } from './semantic-type.js';

describe('the meaning of a field', () => {
  it('is known for the text fields of the constituency template', () => {
    expect(semanticTypeOf(constituencyTemplateUuid, 'AS Number', 'text')).toBe('asn');
    expect(semanticTypeOf(constituencyTemplateUuid.toUpperCase(), 'Domain', 'text')).toBe('domain');
    expect(semanticTypeOf(constituencyTemplateUuid, 'Country Code', 'text')).toBe('country');
    expect(semanticTypeOf(constituencyTemplateUuid, 'Sector', 'text')).toBe('text');
    expect(semanticTypeOf(constituencyTemplateUuid, 'constructor', 'text')).toBe('text');
  });

  it('is the declared type for other fields, other templates and other types', () => {
    expect(semanticTypeOf(constituencyTemplateUuid, 'IPv4 address', 'ipv4')).toBe('ipv4');
    expect(semanticTypeOf('00000000-0000-4000-8000-000000000000', 'AS Number', 'text')).toBe('text');
    expect(semanticTypeOf('constructor', 'name', 'text')).toBe('text');
    expect(semanticTypeOf('a7674718-57c8-40e7-969e-d26ca911cb4a', 'Proxy IP', 'text')).toBe('network');
  });
});

describe('typed columns', () => {
  it.each([
    ['asn', 'AS64500', { asn: 64_500 }],
    ['asn', 'none', {}],
    ['domain', '*.CIRCL.lu', { domain: 'lu.circl' }],
    ['integer', '007', { num: '7' }],
    ['date', '2026-11-22', { date: '2026-11-22' }],
    ['date', '2003', {}],
    ['boolean', '1', { bool: true }],
    ['email', 'info@circl.lu', {}],
    ['country', 'LU', {}],
    ['text', '64500', {}],
    ['ipv4', '10.0.0.0/8', { net: '10.0.0.0/8' }],
    ['ipv6', '10.0.0.0/8', {}],
    ['network', '10.0.0.1', { net: '10.0.0.1/32' }],
    ['network', '2001:db8::/32', { net: '2001:db8::/32' }],
    ['network', 'mail.circl.lu', {}],
  ] as const)('of %s %s', (type, value, columns) => {
    expect(typedColumnsOf(type, value)).toEqual(columns);
  });

  it('index a network that a peer wrote with host bits as the network around it', () => {
    expect(typedColumnsOf('ipv4', '10.5.3.7/24')).toEqual({ net: '10.5.3.0/24' });
    expect(typedColumnsOf('network', ' 2001:db8::1/32 ')).toEqual({ net: '2001:db8::/32' });
    expect(typedColumnsOf('ipv4', '::ffff:10.0.0.1')).toEqual({ net: '10.0.0.1/32' });
    expect(typedColumnsOf('ipv4', '10.0.0.0/99')).toEqual({});
  });

  it('are left empty by a range of several networks', () => {
    expect(typedColumnsOf('network', '10.0.0.1-10.0.0.2')).toEqual({});
    expect(typedColumnsOf('network', '10.0.0.0-10.0.0.255')).toEqual({ net: '10.0.0.0/24' });
  });
});
