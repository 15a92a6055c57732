/** Letters that Unicode does not take apart into a base and an accent, as people type them without the key. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ς: 'σ',
};

/**
 * The text as it is compared in searches: lower case, accents and other marks removed, compatibility forms unified
 * (NFKD). Applied to what is stored and to what is searched, so `Łódź`, `łódź` and `Lodz` meet. Idempotent.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþħŧŋıς]/g, (letter) => plainLetters[letter] ?? letter);
}
