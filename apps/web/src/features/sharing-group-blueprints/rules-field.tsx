import { sharingGroupBlueprints as endpoints, type OrganisationRule, writeMispRule } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { lineOf } from '../../parts/rules/json-places.js';
import { isComplete } from '../../parts/rules/leaf-kinds.js';
import { RuleEditor } from '../../parts/rules/rule-editor.js';
import { asProblem, CopyButton, type FieldControl } from '../../ui/index.js';
import { LivePreview } from './preview.js';
import { text } from './text.js';

interface RulesFieldProps {
  readonly control: FieldControl;
  readonly sharingGroup: number | null;
}

/** Rules as a tree and as JSON, with what they find beneath. */
export function RulesField({ control, sharingGroup }: RulesFieldProps) {
  const [isJson, setJson] = useState(false);
  const rules = control.value as OrganisationRule;
  return (
    <div className="d-flex flex-column gap-2">
      <div className="btn-group align-self-start" role="group" aria-label={text.json.tabs}>
        {[false, true].map((json) => (
          <button
            key={String(json)}
            type="button"
            className={`btn btn-sm ${json === isJson ? 'btn-primary' : 'btn-plain'}`}
            aria-pressed={json === isJson}
            onClick={() => setJson(json)}
          >
            {json ? text.json.asJson : text.json.tree}
          </button>
        ))}
      </div>
      {isJson ? (
        <JsonRules id={control.id} rules={rules} onChange={control.onChange} />
      ) : (
        <RuleEditor
          id={control.id}
          subject="organisation"
          value={rules}
          issues={control.issues}
          onChange={control.onChange}
        />
      )}
      <LivePreview rules={rules} sharingGroup={sharingGroup} />
    </div>
  );
}

interface JsonRulesProps {
  readonly id: string;
  readonly rules: OrganisationRule;
  readonly onChange: (rules: OrganisationRule) => void;
}

/** The rules as text in MISP's shape; what cannot be read is told with its line, and the rules stay as they were. */
function JsonRules({ id, rules, onChange }: JsonRulesProps) {
  const written = isComplete(rules) ? writeMispRule(rules) : { rule: {}, differences: [] };
  const [typed, setTyped] = useState(() => JSON.stringify(written.rule, null, 2));
  const [faults, setFaults] = useState<readonly string[]>([]);
  const read = async (json: string) => {
    setTyped(json);
    let rule: unknown;
    try {
      rule = JSON.parse(json);
    } catch {
      return setFaults([text.json.syntax]);
    }
    try {
      const { rules: found } = await call(endpoints.read, { body: { rule: rule as never } });
      setFaults([]);
      onChange(found);
    } catch (error) {
      const { detail, issues } = asProblem(error);
      const told = (issues ?? []).map((issue) => text.json.line(lineOf(json, issue.path.slice(1)), issue.message));
      setFaults(told.length > 0 ? told : [detail ?? '']);
    }
  };
  return (
    <div>
      <div className="d-flex justify-content-between align-items-center">
        <label className="form-label" htmlFor={`${id}-json`}>
          {text.json.label}
        </label>
        <CopyButton text={typed} label={text.json.copy} />
      </div>
      <textarea
        id={`${id}-json`}
        className={`form-control mono rule-json${faults.length > 0 ? ' is-invalid' : ''}`}
        spellCheck={false}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={`${id}-json-faults`}
        value={typed}
        onChange={(event) => void read(event.target.value)}
      />
      <div id={`${id}-json-faults`} aria-live="polite">
        {faults.map((fault) => (
          <div key={fault} className="invalid-feedback d-block">
            {fault}
          </div>
        ))}
        {faults.length === 0 ? <Differences differences={written.differences} /> : null}
      </div>
    </div>
  );
}

/** What MISP makes of the rules that differs. */
export function Differences({ differences }: { readonly differences: readonly string[] }) {
  if (differences.length === 0) return null;
  return (
    <div className="notice-strip" data-tone="attention">
      <div>
        <strong>{text.json.differences}</strong>
        <ul className="mb-0">
          {differences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
