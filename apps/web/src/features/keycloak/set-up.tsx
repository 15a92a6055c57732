import { keycloak, type SelfTest, type SelfTestStep, type SetUpAct, type SetUpValue } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { Badge, CopyButton } from '../../ui/index.js';
import { text } from './text.js';

interface SetUpProps {
  readonly test: SelfTest;
  readonly onChange: () => void;
}

/** What to enter where, and how far it is: all that is needed to set a provider up. */
export function SetUp({ test, onChange }: SetUpProps) {
  return (
    <>
      <p className="muted">{text.intro}</p>
      <div className="keycloak-set-up">
        <section aria-labelledby="keycloak-steps-title">
          <h2 id="keycloak-steps-title">{text.steps}</h2>
          <p className="notice-strip" data-tone={test.isReady ? 'ok' : 'attention'}>
            {test.isReady ? text.ready : text.notReady}
          </p>
          <ol className="keycloak-steps">
            {test.steps.map((step) => (
              <Step key={step.id} step={step} onChange={onChange} />
            ))}
          </ol>
        </section>
        <section aria-labelledby="keycloak-values-title">
          <h2 id="keycloak-values-title">{text.values}</h2>
          <dl className="keycloak-values">
            {test.values.map((entry) => (
              <Value key={`${entry.field} ${entry.value}`} entry={entry} />
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}

const tones = { ok: 'ok', warning: 'attention', failed: 'broken', skipped: 'unknown' } as const;

function Step({ step, onChange }: { readonly step: SelfTestStep; readonly onChange: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const act = async (which: SetUpAct) => {
    setBusy(true);
    try {
      await call(keycloak.setUp, { body: { act: which } });
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
      onChange();
    }
  };
  const { act: which } = step;
  return (
    <li>
      <div className="keycloak-step-head">
        <strong>{step.label}</strong>
        <Badge tone={tones[step.state]}>{text.states[step.state]}</Badge>
      </div>
      <p className="mb-0">{step.told}</p>
      {step.remedy ? <p className="muted mb-0">{step.remedy}</p> : null}
      {which ? (
        <button type="button" className="btn btn-plain btn-sm mt-2" disabled={isBusy} onClick={() => void act(which)}>
          {text.acts[which]}
        </button>
      ) : null}
    </li>
  );
}

/** What to enter in one field, and where the field is. */
function Value({ entry: { field, value, where } }: { readonly entry: SetUpValue }) {
  return (
    <div className="keycloak-value">
      <dt>
        {field} <span className="muted">{where}</span>
      </dt>
      <dd>
        <code>{value}</code> <CopyButton text={value} label={text.copy(field)} />
      </dd>
    </div>
  );
}
