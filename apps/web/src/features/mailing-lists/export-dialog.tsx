import {
  type ExportFormat,
  exportFormats,
  type MailingList,
  type MailingListExport,
  mailingLists,
} from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import { asProblem, CopyButton, isAborted, Modal, type Problem, ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

interface ExportDialogProps {
  readonly list: Pick<MailingList, 'id' | 'name'>;
  readonly onClose: () => void;
}

/** The addresses of a list to take elsewhere (FEATURES MLS-04). */
export function ExportDialog({ list, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('comma');
  const [withNames, setWithNames] = useState(true);
  const { answer, problem } = useExport(list.id, format, withNames);
  const foot = (
    <>
      {answer && format !== 'mailto' ? <Download answer={answer} /> : null}
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.exporting.close}
      </button>
    </>
  );
  return (
    <Modal title={text.exporting.title(list.name)} show onClose={onClose} foot={foot} wide>
      <div className="d-flex flex-column gap-3">
        <div className="d-flex flex-wrap gap-3 align-items-end">
          <div>
            <label className="form-label" htmlFor="export-format">
              {text.exporting.format}
            </label>
            <select
              id="export-format"
              className="form-select"
              value={format}
              onChange={(event) => setFormat(event.target.value as ExportFormat)}
            >
              {exportFormats.map((one) => (
                <option key={one} value={one}>
                  {text.exporting.formats[one]}
                </option>
              ))}
            </select>
          </div>
          {format === 'comma' || format === 'semicolon' ? (
            <div className="form-check">
              <input
                id="export-names"
                type="checkbox"
                className="form-check-input"
                checked={withNames}
                onChange={(event) => setWithNames(event.target.checked)}
              />
              <label htmlFor="export-names" className="form-check-label">
                {text.exporting.names}
              </label>
            </div>
          ) : null}
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
        {answer ? <Exported answer={answer} /> : null}
      </div>
    </Modal>
  );
}

function useExport(id: number, format: ExportFormat, withNames: boolean) {
  const [state, setState] = useState<{ answer?: MailingListExport; problem?: Problem }>({});
  useEffect(() => {
    const stop = new AbortController();
    const query = { format, names: withNames ? ('true' as const) : ('false' as const) };
    call(mailingLists.export, { params: { ref: String(id) }, query, signal: stop.signal }).then(
      (answer) => setState({ answer }),
      (error: unknown) => isAborted(error) || setState({ problem: asProblem(error) }),
    );
    return () => stop.abort();
  }, [id, format, withNames]);
  return state;
}

function Exported({ answer }: { readonly answer: MailingListExport }) {
  return (
    <>
      {answer.warnings.map((warning) => (
        <div key={warning} className="notice-strip" data-tone="attention">
          {warning}
        </div>
      ))}
      <div className="d-flex justify-content-between align-items-center">
        <span className="muted">{text.exporting.count(answer.addresses)}</span>
        <CopyButton text={answer.text} label={text.exporting.copy} />
      </div>
      {answer.format === 'mailto' ? (
        <div className="d-flex flex-wrap gap-2">
          {answer.links.map((link, at) => (
            <a key={link} className="btn btn-plain" href={link}>
              {text.exporting.open(at + 1, answer.links.length)}
            </a>
          ))}
        </div>
      ) : (
        <textarea
          className="form-control mono"
          rows={8}
          readOnly
          aria-label={text.exporting.text}
          value={answer.text}
        />
      )}
    </>
  );
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  comma: 'text/plain',
  semicolon: 'text/plain',
  csv: 'text/csv',
  vcard: 'text/vcard',
  mailto: 'text/plain',
};

function Download({ answer }: { readonly answer: MailingListExport }) {
  const save = () => {
    const address = URL.createObjectURL(
      new Blob([answer.text], { type: `${mediaTypes[answer.format]};charset=utf-8` }),
    );
    const link = document.createElement('a');
    link.href = address;
    link.download = answer.fileName;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button type="button" className="btn btn-primary" onClick={save}>
      {text.exporting.download}
    </button>
  );
}
