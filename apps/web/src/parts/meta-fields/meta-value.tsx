import {
  isFieldTypeId,
  type MetaFieldValue,
  metaFieldLink,
  type SemanticType,
  semanticTypeOf,
} from '@cerebrate/contract';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Chip, Icon } from '../../ui/index.js';
import { text } from './text.js';

/** What a value means, whatever its template declares: AS numbers and networks stand in text fields, too. */
export const meaningOf = ({
  templateUuid,
  field,
  type,
}: Pick<MetaFieldValue, 'templateUuid' | 'field' | 'type'>): SemanticType =>
  semanticTypeOf(templateUuid, field, isFieldTypeId(type) ? type : 'text');

/** Meanings that are found by what they are rather than by their text, in every field at once. */
const searched: ReadonlySet<SemanticType> = new Set<SemanticType>(['network', 'ipv4', 'ipv6', 'asn', 'domain']);

/** Values of these meanings are read sign by sign. */
export const exact: ReadonlySet<SemanticType> = new Set<SemanticType>([
  'network',
  'ipv4',
  'ipv6',
  'asn',
  'domain',
  'phone',
]);

interface MetaValueProps {
  readonly value: MetaFieldValue;
  /** The list that is searched for the same value. */
  readonly index: string;
}

/**
 * One value as people read and use it: a network, AS number or domain searches for who answers for it; web and e-mail
 * addresses and fields with a link pattern lead there; any other text finds the records that share it.
 */
export function MetaValue({ value, index }: MetaValueProps) {
  const meaning = meaningOf(value);
  const href = metaFieldLink(value.link, value.value) ?? addressOf(meaning, value.value);
  if (href) return <Outside href={href}>{value.value}</Outside>;
  if (searched.has(meaning)) {
    const query = meaning === 'asn' && /^\d+$/.test(value.value) ? `AS${value.value}` : value.value;
    return (
      <Chip mono to={`${index}?${new URLSearchParams({ q: query })}`} title={text.findNetwork(query)}>
        {value.value}
      </Chip>
    );
  }
  if (meaning === 'boolean') return <span>{text.yesOrNo[value.value] ?? value.value}</span>;
  return (
    <span className={exact.has(meaning) ? 'mono' : 'meta-text'}>
      {value.value} <FindSame value={value} index={index} />
    </span>
  );
}

/** Finds the records that hold the same value in the same field (FEATURES MT-15). */
function FindSame({ value, index }: MetaValueProps) {
  if (value.fieldId === null || value.value.length > 200) return null;
  const query = new URLSearchParams({ [`meta.${value.fieldId}`]: value.value });
  return (
    <Link
      to={`${index}?${query}`}
      className="btn btn-ghost btn-icon btn-sm copy"
      aria-label={text.find(value.value)}
      title={text.find(value.value)}
    >
      <Icon name="search" />
    </Link>
  );
}

/** Peers are strangers: only web and mail addresses become links. */
function addressOf(meaning: SemanticType, value: string): string | undefined {
  if (meaning === 'url' && /^https?:\/\//i.test(value) && URL.canParse(value)) return value;
  if (meaning === 'email' && /^[^\s@/?#]+@[^\s@/?#]+$/.test(value)) return `mailto:${value}`;
  return undefined;
}

function Outside({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const isOurs = href.startsWith('/');
  if (isOurs) return <Link to={href}>{children}</Link>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer external" title={text.opens(href)}>
      {children}
    </a>
  );
}
