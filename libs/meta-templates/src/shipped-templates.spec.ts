import { compilePattern, MetaTemplateDefinition } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { shippedTemplates } from './index.js';

/** As nodes of version 1.35 serve them: identity, then each field as `name type`, `*` for multiple, then the regex. */
const facts: Record<string, { identity: string; fields: string[] }> = {
  'faca6acc-23e0-4585-8fd8-4379e3a6250d': {
    identity: 'organisation | cerebrate | CSIRT Constituency | 1 | Cerebrate',
    fields: [
      'IPv4 address ipv4*',
      'IPv6 address ipv6*',
      'AS Number text*',
      'Domain text*',
      'Country text*',
      'Country Code text*',
      'Sector text*',
    ],
  },
  '3bc374c8-3cdd-4900-823e-cc9100ad5179': {
    identity: 'individual | cerebrate | Cerebrate Individuals extended | 2 | Cerebrate',
    fields: ['alternate_email text*', 'mobile_phone text*'],
  },
  '447ded8b-314b-41c7-a913-4ce32535b28d': {
    identity: 'user | csn | CSIRT network permissions | 2 | CSIRT network',
    fields: [
      'perm_mattermost boolean',
      'perm_bigbluebutton boolean',
      'perm_sharepoint boolean',
      'perm_misp boolean',
      'perm_mailing_list boolean',
    ],
  },
  'e833915c-6843-4eb4-8396-fe7ba7e0426e': {
    identity: 'individual | cnw | CSIRT Network individual fields | 2 | CSIRT-network',
    fields: [
      'position_held text',
      'mobile_phone text',
      'email text',
      'country text',
      'contact_number_landline text',
      'public_key_user_id text',
      'public_key_key_id text',
      'key_fingerprint text',
      'time_zone text',
    ],
  },
  'bf72ff7f-ee63-4f13-94e9-fd046503a90c': {
    identity: 'organisation | cnw | CSIRT Network organisation fields | 2 | CSIRT-network',
    fields: [
      'team_short_name text',
      'membership_type text',
      'email text',
      'country text',
      'official_name text',
      'time_zone text',
      'established text',
      'description text',
      'website text',
      'team_contact_number text',
      'team_public_key_user_id text',
      'team_public_key_key_id text',
      'team_fingerprint text',
      'postal_address text',
      'business_hours text',
    ],
  },
  '089c68c7-d97e-4f21-a798-159cd10f7864': {
    identity:
      'organisation | cnw | ENISA CSIRT Network | 2 | enisa.europa.eu/topics/csirts-in-europe/csirt-inventory/certs-by-country-interactive-map',
    fields: [
      'ISO 3166-1 Code text [a-z]{2,3}',
      'website text https?:\\/\\/.+',
      'enisa-geo-group text',
      'is-approved boolean',
      'first-member-type text',
      'team-name text',
      'oes-coverage text',
      'enisa-tistatus text',
      'csirt-network-status text',
      'constituency text',
      'establishment text',
      'email text [a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+',
      'country-name text',
      'short-team-name text',
      'key text',
    ],
  },
  'a89c80d0-7019-422a-b45b-fe59532886c7': {
    identity: 'organisation | first | FIRST Directory | 1 | FIRST.org API',
    fields: [
      'first-id text',
      'team text',
      'team-full text',
      'host text',
      'establishment date',
      'address text',
      'country text',
      'website text*',
      'email text',
      'phone text* /^\\+[0-9\\-]*$/',
      'phone-emergency text /^\\+[0-9\\-]*$/',
      'timezone text',
      'timezone-dst text',
      'other-communication text',
      'operating-hours text',
      'constituency text',
      'constituency-description text',
      'member-since date',
    ],
  },
  'a7674718-57c8-40e7-969e-d26ca911cb4a': {
    identity: 'organisation | cerebrate | IT infrastructure and services | 2 | Cerebrate',
    fields: [
      'Microsoft Exchange Server IP text*',
      'Microsfot Office 365 IP text*',
      'Microsoft SharePoint IP text*',
      'Microsoft Active Directory IP text*',
      'Proxy IP text*',
    ],
  },
};

describe('the shipped meta-templates', () => {
  it('are the eight of the original, in the order it loads them', () => {
    expect(shippedTemplates.map(({ uuid }) => uuid)).toEqual(Object.keys(facts));
  });

  it.each(shippedTemplates)('$name is a valid template file', (template) => {
    expect(MetaTemplateDefinition.parse(template)).toEqual(template);
    expect(template.description).not.toBe('');
  });

  it.each(shippedTemplates)('$name has the identity and the fields that peers know', (template) => {
    const { scope, namespace, name, version, source } = template;
    expect([scope, namespace, name, version, source].join(' | ')).toBe(facts[template.uuid]?.identity);
    const fields = template.metaFields.map(
      ({ field, type, multiple, regex }) => `${field} ${type}${multiple ? '*' : ''}${regex ? ` ${regex}` : ''}`,
    );
    expect(fields).toEqual(facts[template.uuid]?.fields);
  });

  it('suggest, list and link nothing, as at the original', () => {
    const fields = shippedTemplates.flatMap(({ metaFields }) => metaFields);
    expect(fields.filter((field) => field.sane_default || field.values_list || field.link)).toEqual([]);
  });

  it('have patterns that match what they are meant for', () => {
    const patternOf = (name: string) => {
      const field = shippedTemplates.flatMap(({ metaFields }) => metaFields).find((each) => each.field === name);
      return compilePattern(field?.regex ?? '');
    };
    expect(patternOf('phone').matches('+352-247-88444')).toBe(true);
    expect(patternOf('phone').matches('352 247')).toBe(false);
    expect(patternOf('ISO 3166-1 Code').matches('lu')).toBe(true);
    expect(patternOf('ISO 3166-1 Code').matches('LUX')).toBe(false);
  });
});
