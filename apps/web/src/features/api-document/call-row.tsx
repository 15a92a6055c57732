import { useState } from 'react';
import { CopyButton } from '../../ui/index.js';
import {
  type Answer,
  type ApiDocument,
  curlOf,
  type DocumentedCall,
  type Parameter,
  resolved,
  typeWords,
} from './document.js';
import { Fold, SchemaFields } from './schema-fields.js';
import { text } from './text.js';

interface CallRowProps {
  readonly document: ApiDocument;
  readonly call: DocumentedCall;
  readonly isOpen: boolean;
}

/** One call: its line, and everything about it once it is opened. */
export function CallRow({ document, call, isOpen }: CallRowProps) {
  const [wasOpened, setWasOpened] = useState(isOpen);
  return (
    <details
      id={call.operationId}
      className="api-call"
      open={isOpen}
      onToggle={(event) => event.currentTarget.open && setWasOpened(true)}
    >
      <summary>
        <span className="api-method" data-method={call.method}>
          {call.method}
        </span>
        <code className="api-path">{call.path}</code>
        <span className="muted">{call.summary}</span>
      </summary>
      {wasOpened ? <Whole document={document} call={call} /> : null}
    </details>
  );
}

function Whole({ document, call }: Omit<CallRowProps, 'isOpen'>) {
  const body = Object.values(call.requestBody?.content ?? {})[0]?.schema;
  const curl = curlOf(call, location.origin);
  const isPlainGet = call.method === 'GET' && !(call.parameters ?? []).some(({ required }) => required);
  return (
    <div className="api-whole">
      {call.description ? <p>{call.description.replaceAll('`', '')}</p> : null}
      <Parameters parameters={call.parameters ?? []} />
      {body ? (
        <section>
          <h3>
            {text.body} <span className="api-type">{typeWords(body)}</span>
          </h3>
          <SchemaFields document={document} schema={body} />
        </section>
      ) : null}
      <section>
        <h3>{text.responses}</h3>
        {Object.entries(call.responses).map(([status, answer]) => (
          <AnswerRow key={status} document={document} status={status} answer={resolved(document, answer)} />
        ))}
      </section>
      <section>
        <h3>{text.example}</h3>
        <p className="api-example">
          <code>{curl}</code> <CopyButton text={curl} label={text.example} />
          {isPlainGet ? (
            <a href={call.path} target="_blank" rel="noopener">
              {text.openInTab}
            </a>
          ) : null}
        </p>
      </section>
    </div>
  );
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  if (parameters.length === 0) return null;
  return (
    <section>
      <h3>{text.parameters}</h3>
      <table className="api-parameters">
        <thead>
          <tr>
            <th scope="col">{text.columns.name}</th>
            <th scope="col">{text.columns.where}</th>
            <th scope="col">{text.columns.type}</th>
            <th scope="col">{text.columns.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, in: place, required, schema, description }) => (
            <tr key={`${place} ${name}`}>
              <th scope="row">
                <code>{name}</code> {required ? <span className="muted">{text.required}</span> : null}
              </th>
              <td>{text.places[place] ?? place}</td>
              <td className="api-type">{typeWords(schema)}</td>
              <td>{(description ?? '').replaceAll('`', '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AnswerRow({
  document,
  status,
  answer,
}: {
  readonly document: ApiDocument;
  readonly status: string;
  readonly answer: Answer;
}) {
  const [[media, content] = []] = Object.entries(answer.content ?? {});
  const head = (
    <>
      <code>{status}</code> {(answer.description ?? '').replaceAll('`', '')}{' '}
      <span className="api-type">
        {media === 'application/json' || media === 'application/problem+json'
          ? typeWords(content?.schema)
          : (media ?? text.noBody)}
      </span>
    </>
  );
  return (
    <Fold className="api-answer" head={head} open={status.startsWith('2')}>
      <SchemaFields document={document} schema={content?.schema} />
    </Fold>
  );
}
