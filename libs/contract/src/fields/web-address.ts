import { accept, defineFieldType, type FieldType, quoted, refuse } from './field-type.js';

/** The parts of a parsed URL that are read here. */
export interface WebAddress {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly href: string;
}

/** The WHATWG parser is a global of every runtime we serve, but belongs to no type library this package may use. */
const { URL: Parser } = globalThis as unknown as { readonly URL: new (text: string) => WebAddress };

/** The WHATWG URL of the text, or undefined. */
export function parseWebAddress(text: string): WebAddress | undefined {
  try {
    return new Parser(text);
  } catch {
    return undefined;
  }
}

/**
 * Web address, http or https only because it becomes a link; no user name or password inside, which would be a secret
 * in a directory. Canonical text is the WHATWG one, without the slash it adds to a bare host.
 */
export const url: FieldType<'url'> = defineFieldType({
  type: 'url',
  title: 'Web address',
  example: 'https://www.circl.lu',
  read(text) {
    const address = /\s/.test(text) ? undefined : parseWebAddress(text);
    if (!address || !/^https?:$/.test(address.protocol) || !/^https?:\/\//i.test(text)) {
      return refuse(`${quoted(text)} is no web address; begin with https:// or http://`);
    }
    if (address.username !== '' || address.password !== '') {
      return refuse('has a user name or password inside; write the web address without them');
    }
    const isBareHost = address.pathname === '/' && address.search === '' && address.hash === '';
    return accept(isBareHost && address.href.endsWith('/') ? address.href.slice(0, -1) : address.href);
  },
});
