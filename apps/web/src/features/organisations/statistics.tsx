import { type OrganisationStatistics, organisations } from '@cerebrate/contract';
import { useEffect, useMemo, useState } from 'react';
import { call } from '../../api/index.js';
import {
  Doughnut,
  Icon,
  Popup,
  recall,
  remember,
  Skeleton,
  type Slice,
  Statistic,
  StatisticsStrip,
  useDelayed,
  useIsPhone,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';

interface Taste {
  readonly open: boolean;
  readonly days: number;
  readonly slices: number;
}

const memory = 'statistics.organisations';
const usual: Taste = { open: true, days: 30, slices: 5 };
const dayChoices = [7, 30, 90, 365];
const sliceChoices = [3, 4, 5, 6];

const isTaste = (value: unknown): value is Taste =>
  typeof value === 'object' &&
  value !== null &&
  'open' in value &&
  typeof value.open === 'boolean' &&
  'days' in value &&
  typeof value.days === 'number' &&
  dayChoices.includes(value.days) &&
  'slices' in value &&
  typeof value.slices === 'number' &&
  sliceChoices.includes(value.slices);

/** The numbers above the list, over what the user may see; folded or not as last left. `stamp` changes after a write. */
export function OrganisationStatisticsStrip({ stamp }: { readonly stamp: number }) {
  const isPhone = useIsPhone();
  // on a phone the numbers would push the list off the screen
  const [chosen, setTaste] = useState<Taste | undefined>(() => recall(memory, isTaste));
  const taste = chosen ?? { ...usual, open: !isPhone };
  const change = (next: Partial<Taste>) => {
    const whole = { ...taste, ...next };
    remember(memory, whole);
    setTaste(whole);
  };
  return (
    <section className="org-statistics" data-open={taste.open || undefined} aria-label={text.statistics.title}>
      {taste.open ? <Numbers taste={taste} stamp={stamp} /> : null}
      <div className="org-statistics-tools">
        {taste.open ? <Settings taste={taste} onChange={change} /> : null}
        <button
          type="button"
          className={`btn btn-ghost btn-sm${taste.open ? ' btn-icon' : ''}`}
          aria-expanded={taste.open}
          aria-label={taste.open ? text.statistics.hide : undefined}
          title={taste.open ? text.statistics.hide : undefined}
          onClick={() => change({ open: !taste.open })}
        >
          <Icon name={taste.open ? 'chevron-up' : 'bar-chart'} />
          {taste.open ? null : text.statistics.show}
        </button>
      </div>
    </section>
  );
}

/** Asks for the numbers again whenever what they depend on changes; the last ones stand meanwhile. */
function useStatistics(days: number, slices: number, stamp: number) {
  const [asked, setAsked] = useState<Promise<OrganisationStatistics>>();
  // a new stamp tells that the directory changed
  const wanted = useMemo(() => ({ query: { days, slices }, stamp }), [days, slices, stamp]);
  useEffect(() => {
    const numbers = call(organisations.statistics, { query: wanted.query });
    // whoever draws them tells the failure; a page that was left has nobody to tell
    numbers.catch(() => undefined);
    setAsked(numbers);
  }, [wanted]);
  return useSettled<OrganisationStatistics | undefined>(asked);
}

function Numbers({ taste, stamp }: { readonly taste: Taste; readonly stamp: number }) {
  const { days, slices } = taste;
  const { pending, value, error } = useStatistics(days, slices, stamp);
  const isSlow = useDelayed(pending);
  if (error !== undefined) return <p className="muted m-0">{text.statistics.failed}</p>;
  if (!value)
    return (
      <StatisticsStrip>
        {isSlow ? <Skeleton lines={2} label={text.statistics.title} /> : <div className="org-statistics-room" />}
      </StatisticsStrip>
    );
  return (
    <StatisticsStrip>
      <div className="org-activity">
        <Statistic
          title={text.statistics.added(value.days)}
          value={value.created}
          trend={value.series.map((day) => day.created)}
          to={sinceFirstDay('created', value)}
        />
        <Statistic
          title={text.statistics.edited(value.days)}
          value={value.modified}
          trend={value.series.map((day) => day.modified)}
          to={sinceFirstDay('modified', value)}
        />
      </div>
      {value.nationality.length > 0 ? (
        <Doughnut title={text.statistics.nationality} slices={slicesOf('country', value.nationality)} />
      ) : null}
      {value.sector.length > 0 ? (
        <Doughnut title={text.statistics.sector} slices={slicesOf('sector', value.sector)} />
      ) : null}
    </StatisticsStrip>
  );
}

/** The list from the first day that was counted. */
const sinceFirstDay = (field: 'created' | 'modified', { series }: OrganisationStatistics): string =>
  `/organisations/index?${new URLSearchParams({ [`${field}.gte`]: series[0]?.day ?? '', sort: `-${field}` })}`;

/** Slices that lead to the list filtered to them; the rest, which has no key, leads nowhere. */
const slicesOf = (field: string, slices: OrganisationStatistics['nationality']): Slice[] =>
  slices.map(({ key, label, count }) =>
    key === ''
      ? { label: text.statistics.other, value: count }
      : { label, value: count, to: `/organisations/index?${new URLSearchParams({ [field]: key })}` },
  );

function Settings({ taste, onChange }: { readonly taste: Taste; readonly onChange: (taste: Partial<Taste>) => void }) {
  return (
    <Popup label={text.statistics.settings} icon="gear" className="btn-ghost btn-icon btn-sm" align="end">
      <Choose
        label={text.statistics.days}
        value={taste.days}
        choices={dayChoices}
        onChange={(days) => onChange({ days })}
      />
      <Choose
        label={text.statistics.slices}
        value={taste.slices}
        choices={sliceChoices}
        onChange={(slices) => onChange({ slices })}
      />
    </Popup>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly number[];
  readonly onChange: (value: number) => void;
}

function Choose({ label, value, choices, onChange }: ChooseProps) {
  return (
    <label className="menu-line">
      <span>{label}</span>
      <select
        className="form-select form-select-sm"
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}
