import type { NoticeDraft } from '../../kernel/index.js';

type Told = Pick<NoticeDraft, 'title' | 'link' | 'detail'> & { readonly count: number };

/** Notices as the text of an e-mail; `%BASE%` stands for the address of the instance until the mail is sent. */
export function noticeText(told: readonly Told[]): string {
  return told.map(({ title, link, detail, count }) => lines(title, link, detail, count).join('\n')).join('\n\n');
}

function lines(title: string, link: string, detail: NoticeDraft['detail'], count: number): string[] {
  const changes = (detail['changes'] ?? []) as { field: string; before: unknown; after: unknown }[];
  return [
    count > 1 ? `${title} (and ${count - 1} more like it)` : title,
    ...changes.slice(0, 20).map(({ field, before, after }) => `  ${field}: ${shown(before)} -> ${shown(after)}`),
    `  %BASE%${link}`,
  ];
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '(empty)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
