import type { ExportFormat, MailingList, MailingListExport, MailingListMember } from '@cerebrate/contract';
import { stringify } from 'csv-stringify/sync';

interface Recipient {
  readonly name: string;
  readonly address: string;
  readonly label: string;
  readonly uuid: string;
}

/** Mail programs and browsers take links of about two thousand characters. */
const longestLink = 1_900;

/**
 * A mailing list as text to take elsewhere (FEATURES MLS-04). Pure. Each address stands once. `comma` and `semicolon`
 * are what address fields of mail programs take, RFC 5322 mailboxes when names are wanted; `csv` quotes what a
 * spreadsheet would run; `vcard` is version 4.0 (RFC 6350); `mailto` is links with everybody in bcc (RFC 6068), each
 * short enough to be opened.
 */
export function exportOf(
  list: Pick<MailingList, 'name' | 'active' | 'encryptedOnly'>,
  members: readonly MailingListMember[],
  format: ExportFormat,
  withNames: boolean,
): MailingListExport {
  const recipients = recipientsOf(members);
  const links = format === 'mailto' ? mailtoLinks(recipients.map(({ address }) => address)) : [];
  return {
    format,
    text: format === 'mailto' ? links.join('\n') : writers[format](recipients, withNames),
    links,
    fileName: `${list.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'mailing-list'}.${extensions[format]}`,
    addresses: recipients.length,
    warnings: warningsOf(list, members, links),
  };
}

const extensions: Readonly<Record<ExportFormat, string>> = {
  comma: 'txt',
  semicolon: 'txt',
  csv: 'csv',
  vcard: 'vcf',
  mailto: 'txt',
};

const writers: Readonly<
  Record<Exclude<ExportFormat, 'mailto'>, (recipients: Recipient[], withNames: boolean) => string>
> = {
  comma: (recipients, withNames) => recipients.map((one) => mailbox(one, withNames)).join(', '),
  semicolon: (recipients, withNames) => recipients.map((one) => mailbox(one, withNames)).join('; '),
  csv: (recipients) =>
    stringify(
      recipients.map(({ name, address, label, uuid }) => [name, address, label, uuid]),
      { header: true, columns: ['name', 'address', 'kind', 'uuid'], escape_formulas: true },
    ),
  vcard: vcards,
};

function recipientsOf(members: readonly MailingListMember[]): Recipient[] {
  const seen = new Set<string>();
  return members.flatMap(({ individual, addresses }) =>
    addresses.flatMap(({ address, label, chosen }) => {
      if (!chosen || seen.has(address.toLowerCase())) return [];
      seen.add(address.toLowerCase());
      return [{ name: individual.name, address, label, uuid: individual.uuid }];
    }),
  );
}

/** `"Bram Rossi" <bram@csirt.example>`; a name is quoted unless it is plain words, and holds no line of its own. */
function mailbox({ name, address }: Recipient, withNames: boolean): string {
  const plain = name.replace(/\p{Cc}+/gu, ' ').trim();
  if (!withNames || plain === '') return address;
  return /^[\p{L}\p{N} ]+$/u.test(plain)
    ? `${plain} <${address}>`
    : `"${plain.replace(/[\\"]/g, (character) => `\\${character}`)}" <${address}>`;
}

function vcards(recipients: readonly Recipient[]): string {
  const people = new Map<string, { name: string; lines: string[] }>();
  for (const { uuid, name, address, label } of recipients) {
    const person = people.get(uuid) ?? { name: name || address, lines: [] };
    const order = person.lines.length === 0 ? ';PREF=1' : '';
    const kind = label === 'primary' ? '' : `;X-LABEL="${label.replace(/[\p{Cc}";:,]/gu, ' ')}"`;
    person.lines.push(`EMAIL${order}${kind}:${vcardText(address)}`);
    people.set(uuid, person);
  }
  const cards = [...people].map(([uuid, { name, lines }]) => [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:urn:uuid:${uuid}`,
    `FN:${vcardText(name)}`,
    ...lines,
    'END:VCARD',
  ]);
  return cards
    .flat()
    .map((line) => `${folded(line)}\r\n`)
    .join('');
}

const vcardText = (text: string): string =>
  text
    .replace(/[\\,;]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');

/** Lines of at most 75 octets, the rest on lines that begin with a space; characters stay whole. */
function folded(line: string): string {
  const lines: string[] = [];
  let now = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > (lines.length === 0 ? 75 : 74)) {
      lines.push(now);
      now = '';
      octets = 0;
    }
    now += character;
    octets += size;
  }
  return [...lines, now].join('\r\n ');
}

function mailtoLinks(addresses: readonly string[]): string[] {
  const links: string[] = [];
  for (const address of addresses.map(encodeAddress)) {
    const last = links.at(-1);
    if (last !== undefined && last.length + address.length + 3 <= longestLink)
      links[links.length - 1] = `${last}%2C${address}`;
    else links.push(`mailto:?bcc=${address}`);
  }
  return links;
}

const encodeAddress = (address: string): string => encodeURIComponent(address).replace(/%40/g, '@');

function warningsOf(
  { active, encryptedOnly }: Pick<MailingList, 'active' | 'encryptedOnly'>,
  members: readonly MailingListMember[],
  links: readonly string[],
): string[] {
  const without = members.filter(({ addresses }) => !addresses.some(({ chosen }) => chosen));
  const keyless = encryptedOnly ? members.filter(({ hasKey }) => !hasKey) : [];
  return [
    ...(active ? [] : ['The list is not active.']),
    ...(members.length === 0 ? ['Nobody is on the list.'] : []),
    ...(without.length > 0 ? [`Without an address: ${named(without)}.`] : []),
    ...(keyless.length > 0
      ? [`The list is for encrypted mail only, and these have no usable key: ${named(keyless)}.`]
      : []),
    ...(links.length > 1
      ? [`All addresses do not fit into one link: there are ${links.length}, for as many messages.`]
      : []),
  ];
}

const named = (members: readonly MailingListMember[]): string => {
  const names = members.slice(0, 20).map(({ individual }) => individual.name || individual.email);
  return members.length > 20 ? `${names.join(', ')} and ${members.length - 20} more` : names.join(', ');
};
