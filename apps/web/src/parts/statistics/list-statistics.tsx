import { useEffect, useMemo, useState } from 'react';
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
import './statistics.scss';
import { text } from './text.js';

interface Taste {
  readonly open: boolean;
  readonly days: number;
  readonly slices: number;
}

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

/** What every list counts: what came and what changed, day by day. */
interface Activity {
  readonly days: number;
  readonly created: number;
  readonly modified: number;
  readonly series: readonly { readonly day: string; readonly created: number; readonly modified: number }[];
}

/** Records that share a value, as the API counts them; the rest has no key. */
export interface CountedSlice {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}

interface ListStatisticsProps<S extends Activity> {
  /** The page of the list, to which the numbers lead. */
  readonly index: string;
  /** Under this name it is remembered how the strip was left. */
  readonly memory: string;
  readonly load: (query: { days: number; slices: number }) => Promise<S>;
  /** What is drawn: a title, the filter a slice leads to, the slices. */
  readonly charts: (value: S) => readonly { title: string; field: string; slices: readonly CountedSlice[] }[];
  /** Changes after a write. */
  readonly stamp: number;
}

/** The numbers above a list, over what the user may see; folded or not as last left. */
export function ListStatistics<S extends Activity>(props: ListStatisticsProps<S>) {
  const { memory } = props;
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
    <section className="list-statistics" data-open={taste.open || undefined} aria-label={text.title}>
      {taste.open ? <Numbers taste={taste} {...props} /> : null}
      <div className="list-statistics-tools">
        {taste.open ? <Settings taste={taste} onChange={change} /> : null}
        <button
          type="button"
          className={`btn btn-ghost btn-sm${taste.open ? ' btn-icon' : ''}`}
          aria-expanded={taste.open}
          aria-label={taste.open ? text.hide : undefined}
          title={taste.open ? text.hide : undefined}
          onClick={() => change({ open: !taste.open })}
        >
          <Icon name={taste.open ? 'chevron-up' : 'bar-chart'} />
          {taste.open ? null : text.show}
        </button>
      </div>
    </section>
  );
}

/** Asks for the numbers again whenever what they depend on changes; the last ones stand meanwhile. */
function useStatistics<S>(load: ListStatisticsProps<S & Activity>['load'], taste: Taste, stamp: number) {
  const { days, slices } = taste;
  const [asked, setAsked] = useState<Promise<S>>();
  // a new stamp tells that the directory changed
  const wanted = useMemo(() => ({ query: { days, slices }, stamp }), [days, slices, stamp]);
  useEffect(() => {
    const numbers = load(wanted.query);
    // whoever draws them tells the failure; a page that was left has nobody to tell
    numbers.catch(() => undefined);
    setAsked(numbers);
  }, [load, wanted]);
  return useSettled<S | undefined>(asked);
}

function Numbers<S extends Activity>({ taste, index, load, charts, stamp }: ListStatisticsProps<S> & { taste: Taste }) {
  const { pending, value, error } = useStatistics<S>(load, taste, stamp);
  const isSlow = useDelayed(pending);
  if (error !== undefined) return <p className="muted m-0">{text.failed}</p>;
  if (!value)
    return (
      <StatisticsStrip>
        {isSlow ? <Skeleton lines={2} label={text.title} /> : <div className="list-statistics-room" />}
      </StatisticsStrip>
    );
  return (
    <StatisticsStrip>
      <div className="list-activity">
        <Statistic
          title={text.added(value.days)}
          value={value.created}
          trend={value.series.map((day) => day.created)}
          to={sinceFirstDay(index, 'created', value)}
        />
        <Statistic
          title={text.edited(value.days)}
          value={value.modified}
          trend={value.series.map((day) => day.modified)}
          to={sinceFirstDay(index, 'modified', value)}
        />
      </div>
      {charts(value).map(({ title, field, slices }) =>
        slices.length > 0 ? <Doughnut key={field} title={title} slices={slicesOf(index, field, slices)} /> : null,
      )}
    </StatisticsStrip>
  );
}

/** The list from the first day that was counted. */
const sinceFirstDay = (index: string, field: 'created' | 'modified', { series }: Activity): string =>
  `${index}?${new URLSearchParams({ [`${field}.gte`]: series[0]?.day ?? '', sort: `-${field}` })}`;

/** Slices that lead to the list filtered to them; the rest, which has no key, leads nowhere. */
const slicesOf = (index: string, field: string, slices: readonly CountedSlice[]): Slice[] =>
  slices.map(({ key, label, count }) =>
    key === ''
      ? { label: text.other, value: count }
      : { label, value: count, to: `${index}?${new URLSearchParams({ [field]: key })}` },
  );

function Settings({ taste, onChange }: { readonly taste: Taste; readonly onChange: (taste: Partial<Taste>) => void }) {
  return (
    <Popup label={text.settings} icon="gear" className="btn-ghost btn-icon btn-sm" align="end">
      <Choose label={text.days} value={taste.days} choices={dayChoices} onChange={(days) => onChange({ days })} />
      <Choose
        label={text.slices}
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
