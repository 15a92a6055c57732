/**
 * So many signs of a text, counted as PostgreSQL and MySQL count them. A sign that takes two units is never halved: no
 * database holds a half.
 */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : [...text].slice(0, longest).join('');
