import { type ReactNode, type Ref, useEffect, useRef } from 'react';
import { text } from '../../text/en.js';
import type { Choice } from '../list/grammar.js';
import { Icon } from '../pieces/icon.js';

/** One line of a choice list: a choice, or the offer to create what was typed. */
export type ChoiceLine = { readonly choice: Choice } | { readonly create: string };

interface ChoiceListProps {
  readonly id: string;
  readonly label: string;
  readonly lines: readonly ChoiceLine[];
  readonly active: number;
  readonly isChosen: (value: string) => boolean;
  readonly note?: string;
  readonly many?: boolean;
  readonly ref: Ref<HTMLDivElement>;
  onPick(line: ChoiceLine): void;
  onPoint(index: number): void;
}

/** The list under a combobox (ARIA listbox); focus stays in the field. */
export function ChoiceList({ id, label, lines, active, isChosen, note, many, ref, onPick, onPoint }: ChoiceListProps) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    body.current?.querySelector('[data-active]')?.scrollIntoView?.({ block: 'nearest' });
  });
  return (
    <div ref={ref} className="choice-list" popover="manual">
      <div ref={body} id={id} role="listbox" aria-label={label} aria-multiselectable={many || undefined}>
        {lines.map((line, index) => {
          const chosen = 'choice' in line && isChosen(line.choice.value);
          return (
            <div
              key={'choice' in line ? line.choice.value : '\ncreate'}
              id={`${id}-${index}`}
              role="option"
              className="choice"
              aria-selected={chosen}
              data-active={index === active || undefined}
              // the field must keep the focus, or the list would close before the click
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => index !== active && onPoint(index)}
              onClick={() => onPick(line)}
              onKeyDown={undefined}
              tabIndex={-1}
            >
              {'choice' in line ? (
                <ChoiceFace choice={line.choice} chosen={chosen} />
              ) : (
                <CreateFace name={line.create} />
              )}
            </div>
          );
        })}
      </div>
      {note ? <div className="choice-note">{note}</div> : null}
    </div>
  );
}

function ChoiceFace({ choice, chosen }: { readonly choice: Choice; readonly chosen: boolean }): ReactNode {
  return (
    <>
      {choice.colour ? <span className="swatch" style={{ backgroundColor: choice.colour }} /> : null}
      <span className="choice-label">{choice.label}</span>
      {choice.hint ? <span className="choice-hint">{choice.hint}</span> : null}
      {chosen ? <Icon name="check-lg" /> : null}
    </>
  );
}

const CreateFace = ({ name }: { readonly name: string }): ReactNode => (
  <>
    <Icon name="plus-lg" />
    <span className="choice-label">{text.form.create(name)}</span>
  </>
);
