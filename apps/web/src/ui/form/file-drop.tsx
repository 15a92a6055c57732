import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { number, text } from '../../text/en.js';
import { ActionButton } from '../pieces/action.js';
import { Icon } from '../pieces/icon.js';
import type { FieldControl } from './field-spec.js';
import { inputProps } from './input-props.js';

interface FileDropProps {
  readonly control: FieldControl;
  /** As the `accept` attribute. */
  readonly accept?: string;
  /** Pasted text becomes a file, too. */
  readonly paste?: boolean;
}

/** Bytes as people read them. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${number(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(step > 1 ? 1 : 0)} ${units[step - 1]}`;
}

/** Takes a file by dropping, pasting or choosing; the field's value is a `File` or null. */
export function FileDrop({ control, accept, paste = true }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const file = control.value instanceof File ? control.value : undefined;
  const take = (first: File | undefined) => {
    if (first && !control.disabled) control.onChange(first);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = paste ? pastedFile(event.clipboardData) : undefined;
    if (!pasted) return;
    event.preventDefault();
    take(pasted);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className="file-drop"
      data-over={isOver || undefined}
      data-invalid={control.invalid || undefined}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <Icon name={file ? 'file-earmark-text' : 'file-earmark-arrow-up'} />
      <span className={file ? undefined : 'muted'}>
        {file ? text.form.chosenFile(file.name, fileSize(file.size)) : text.form.drop}
      </span>
      <label className="btn btn-plain btn-sm">
        {text.form.browse}
        <input
          {...inputProps(control)}
          type="file"
          className="visually-hidden"
          accept={accept}
          onChange={(event) => take(event.target.files?.[0])}
        />
      </label>
      {file ? (
        <ActionButton
          action={{ label: text.form.clear(control.label), icon: 'x-lg', onSelect: () => control.onChange(null) }}
          look="icon"
          small
        />
      ) : null}
    </div>
  );
}

/** A pasted file, or pasted text as one. */
function pastedFile(clipboard: DataTransfer): File | undefined {
  const first = clipboard.files[0];
  const pasted = clipboard.getData('text/plain');
  if (first || pasted.trim() === '') return first;
  return new File([pasted], 'pasted.txt', { type: 'text/plain' });
}
