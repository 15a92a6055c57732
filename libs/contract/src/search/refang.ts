/**
 * Undoes the "defanging" with which analysts keep indicators from being clicked: `hxxps://evil[.]example`,
 * `8.8.8[.]8`, `who[at]evil(dot)example`, `[:]`. Text without such marks comes back as it is.
 */
export function refang(text: string): string {
  return text
    .replace(/^h(?:xx|XX|\*\*)p(s?)(?=:|\[:)/i, 'http$1')
    .replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[@\]|\(@\)|\[at\]|\(at\)/gi, '@');
}
