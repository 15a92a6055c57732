import { type ReactNode, useState } from 'react';
import { type ApiDocument, fieldsOf, type Schema, typeWords } from './document.js';
import { text } from './text.js';

interface SchemaFieldsProps {
  readonly document: ApiDocument;
  readonly schema: Schema | undefined;
}

/** A shape as a tree of its fields; what a field holds opens under it. */
export function SchemaFields({ document, schema }: SchemaFieldsProps) {
  const shape = fieldsOf(document, schema);
  if (!shape?.properties) return null;
  return (
    <ul className="api-fields">
      {Object.entries(shape.properties).map(([name, field]) => (
        <li key={name}>
          <Field document={document} name={name} field={field} isRequired={shape.required?.includes(name) ?? false} />
        </li>
      ))}
    </ul>
  );
}

interface FieldProps {
  readonly document: ApiDocument;
  readonly name: string;
  readonly field: Schema;
  readonly isRequired: boolean;
}

function Field({ document, name, field, isRequired }: FieldProps) {
  const head = (
    <>
      <code>{name}</code> <span className="api-type">{typeWords(field)}</span>
      {isRequired ? <span className="muted"> {text.required}</span> : null}
      {field.description ? <span className="muted"> {field.description}</span> : null}
    </>
  );
  if (!fieldsOf(document, field)) return head;
  return (
    <Fold head={head}>
      <SchemaFields document={document} schema={field} />
    </Fold>
  );
}

interface FoldProps {
  readonly head: ReactNode;
  readonly open?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A line that opens; what is under it is drawn only then, since a shape may hold itself. */
export function Fold({ head, open = false, className, children }: FoldProps) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details className={className} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{head}</summary>
      {isOpen ? children : null}
    </details>
  );
}
