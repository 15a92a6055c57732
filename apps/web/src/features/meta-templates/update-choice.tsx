import type {
  MetaTemplateScope,
  TemplateMigration,
  UpdatePlan,
  UpdateReport,
  UpdateStrategy,
  ValueLoss,
} from '@cerebrate/contract';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { tellFailure } from '../../parts/identity/index.js';
import { Icon } from '../../ui/index.js';
import './editor.scss';
import { life } from './life-text.js';
import { recordAddress } from './record-address.js';

interface UpdateChoiceProps {
  readonly plan: UpdatePlan;
  readonly scope: MetaTemplateScope;
  readonly strategy: UpdateStrategy;
  readonly onChoose: (strategy: UpdateStrategy) => void;
  readonly rehearse: (strategy: UpdateStrategy) => Promise<UpdateReport>;
}

/** The strategy that loses nothing and is offered: where a choice begins. */
export const safest = ({ strategies }: UpdatePlan): UpdateStrategy =>
  strategies.find(({ offered }) => offered)?.strategy ?? 'update_existing';

/** What a newer version means, the ways to take it, and a rehearsal of the chosen one (FEATURES MT-09, MT-10). */
export function UpdateChoice({ plan, scope, strategy, onChoose, rehearse }: UpdateChoiceProps) {
  const [report, setReport] = useState<UpdateReport>();
  const [pending, setPending] = useState(false);
  const run = async () => {
    setPending(true);
    try {
      setReport(await rehearse(strategy));
    } catch (error) {
      tellFailure(error);
    }
    setPending(false);
  };
  const choose = (next: UpdateStrategy) => {
    setReport(undefined);
    onChoose(next);
  };
  return (
    <div className="d-flex flex-column gap-3">
      <p className="mb-0">{life.plan.lead(plan.records, plan.values)}</p>
      <Differences plan={plan} />
      <Conflicts plan={plan} scope={scope} />
      <Strategies plan={plan} strategy={strategy} onChoose={choose} />
      <div>
        <button type="button" className="btn btn-plain" disabled={pending} onClick={() => void run()}>
          <Icon name="arrow-repeat" /> {pending ? life.plan.rehearsing : life.plan.rehearse}
        </button>
      </div>
      {report ? <Report report={report} scope={scope} /> : null}
    </div>
  );
}

function Differences({ plan }: { readonly plan: UpdatePlan }) {
  if (plan.fields.length === 0) return null;
  const { columns, fields } = life.plan;
  return (
    <section>
      <h3 className="h6">{fields}</h3>
      <table className="table table-sm mb-0">
        <thead>
          <tr>
            <th scope="col">{columns.field}</th>
            <th scope="col">{columns.change}</th>
          </tr>
        </thead>
        <tbody>
          {plan.fields.map(({ field, change, what }) => (
            <tr key={`${change} ${field}`}>
              <th scope="row">{field}</th>
              <td>{life.change(change, what.map((one) => life.settings[one] ?? one).join(', '))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Conflicts({ plan, scope }: { readonly plan: UpdatePlan; readonly scope: MetaTemplateScope }) {
  const { columns, conflicts, same, affected, more } = life.plan;
  if (plan.conflicts.length === 0)
    return (
      <div className="notice-strip" data-tone="ok">
        <Icon name="check-circle" /> {same}
      </div>
    );
  return (
    <section>
      <h3 className="h6">
        <Icon name="exclamation-triangle" /> {conflicts(plan.conflicts.length)}
      </h3>
      <table className="table table-sm mb-0">
        <thead>
          <tr>
            <th scope="col">{columns.field}</th>
            <th scope="col">{columns.conflict}</th>
            <th scope="col">{columns.affected}</th>
          </tr>
        </thead>
        <tbody>
          {plan.conflicts.map((one) => (
            <tr key={one.field}>
              <th scope="row">{one.field}</th>
              <td>{one.message}</td>
              <td>
                {affected(one.records, one.values)}
                {one.affected.length > 0 ? ': ' : ''}
                {one.affected.map((record, at) => (
                  <span key={record.id}>
                    {at > 0 ? ', ' : ''}
                    <Link to={recordAddress(scope, record.id)}>{record.name}</Link>
                  </span>
                ))}
                {one.records > one.affected.length && one.affected.length > 0
                  ? ` ${more(one.records - one.affected.length)}`
                  : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface StrategiesProps {
  readonly plan: UpdatePlan;
  readonly strategy: UpdateStrategy;
  readonly onChoose: (strategy: UpdateStrategy) => void;
}

function Strategies({ plan, strategy, onChoose }: StrategiesProps) {
  const name = useId();
  return (
    <fieldset className="strategy-choice">
      <legend className="h6">{life.plan.how}</legend>
      {plan.strategies.map((offer) => (
        <div key={offer.strategy} className="form-check">
          <input
            id={`${name}-${offer.strategy}`}
            type="radio"
            className="form-check-input"
            name={name}
            checked={strategy === offer.strategy}
            disabled={!offer.offered}
            aria-describedby={`${name}-${offer.strategy}-help`}
            onChange={() => onChoose(offer.strategy)}
          />
          <label className="form-check-label" htmlFor={`${name}-${offer.strategy}`}>
            {life.strategies[offer.strategy].label}
          </label>
          <div className="form-text mt-0" id={`${name}-${offer.strategy}-help`}>
            {life.strategies[offer.strategy].help}
            {offer.reason ? ` Not offered: ${offer.reason}.` : ''}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

function Report({ report, scope }: { readonly report: UpdateReport; readonly scope: MetaTemplateScope }) {
  const words = life.report;
  const isBeside = report.strategy === 'create_new' || report.strategy === 'keep_both';
  return (
    <section className="surface p-3" role="status">
      <h3 className="h6">{words.title}</h3>
      <ul className="mb-2">
        <li>{isBeside ? words.beside : words.inPlace}</li>
        <li>{words.deleted(report.deletedValues)}</li>
        {report.migration ? <Counts migration={report.migration} /> : null}
      </ul>
      <Losses losses={report.migration?.losses ?? report.losses} scope={scope} />
    </section>
  );
}

/** What a move does, as list items. */
export function Counts({ migration }: { readonly migration: TemplateMigration }) {
  const words = life.report;
  return (
    <>
      <li>{words.moved(migration.movedRecords, migration.movedValues)}</li>
      {migration.keptRecords > 0 ? <li>{words.kept(migration.keptRecords, migration.keptValues)}</li> : null}
      {migration.rewrittenValues > 0 ? <li>{words.rewritten(migration.rewrittenValues)}</li> : null}
      {migration.droppedValues > 0 ? <li>{words.dropped(migration.droppedValues)}</li> : null}
    </>
  );
}

/** The values that do not come along as they are, each with its record and the reason. */
export function Losses({
  losses,
  scope,
}: {
  readonly losses: readonly ValueLoss[];
  readonly scope: MetaTemplateScope;
}) {
  const { columns, gone, losses: caption, shown } = life.report;
  if (losses.length === 0) return null;
  return (
    <div className="table-responsive">
      <table className="table table-sm mb-0">
        <caption>
          {caption}. {losses.length >= 200 ? shown(losses.length) : ''}
        </caption>
        <thead>
          <tr>
            {[columns.record, columns.field, columns.value, columns.becomes, columns.reason].map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {losses.map(({ record, field, value, becomes, reason }) => (
            <tr key={`${record.id} ${field} ${value}`}>
              <td>
                <Link to={recordAddress(scope, record.id)}>{record.name}</Link>
              </td>
              <td>{field}</td>
              <td className="mono">{value}</td>
              <td className={becomes === null ? 'muted' : 'mono'}>{becomes ?? gone}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
