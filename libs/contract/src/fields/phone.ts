import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { accept, defineFieldType, type FieldType, quoted, refuse } from './field-type.js';

/**
 * Telephone number in international format, kept as E.164. Its country and length must be possible; whether the
 * number is in service is not judged, since numbering plans change faster than this program.
 */
export const phone: FieldType<'phone'> = defineFieldType({
  type: 'phone',
  title: 'Telephone number',
  example: '+35224788444',
  read(text) {
    const number = text.replace(/^tel:/i, '');
    if (!number.startsWith('+')) {
      return refuse(
        `${quoted(text)} has no country code; write it in international format, for example +352 247 88444`,
      );
    }
    const isPlain = number.length <= 40 && /^\+[0-9\s()./\u2010-\u2013-]+$/.test(number);
    const found = isPlain ? parsePhoneNumberFromString(number) : undefined;
    if (!found?.isPossible()) {
      return refuse(
        `${quoted(text)} is no possible telephone number; write for example +352 247 88444, without extension`,
      );
    }
    return accept(found.number);
  },
});
