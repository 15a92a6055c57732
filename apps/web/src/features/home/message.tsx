import type { Welcome } from '@cerebrate/contract';
import { Markdown } from '../../parts/markdown/markdown.js';
import { useSettled } from '../../ui/index.js';
import { text } from './text.js';

/** What the administrators tell everybody (FEATURES HOM-03). Absent when they say nothing. */
export function Message({ welcome }: { readonly welcome: Promise<Welcome> }) {
  const { value } = useSettled(welcome);
  return value?.home ? (
    <section className="surface home-block" aria-label={text.message}>
      <h2>{text.message}</h2>
      <Markdown text={value.home} />
    </section>
  ) : null;
}
