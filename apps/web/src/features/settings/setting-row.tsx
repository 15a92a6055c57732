import { type InstanceSetting, settings } from '@cerebrate/contract';
import { type FormEvent, useId, useState } from 'react';
import { useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, Badge, isAborted, type Tone, toast } from '../../ui/index.js';
import { SettingInput } from './setting-input.js';
import { text } from './text.js';

/** How a severity feels. */
export const toneOf = (severity: 'critical' | 'warning' | 'info' | undefined): Tone =>
  severity === 'critical' ? 'broken' : severity === 'warning' ? 'attention' : 'info';

/** Whether records are chosen, which are kept by id. */
const isIds = (input: InstanceSetting['input']): boolean => input === 'roles' || input === 'organisations';

/** A setting as it is typed: lists are lines, numbers are text until they are saved. */
export function typed({ input, value }: InstanceSetting): string | boolean {
  if (input === 'switch') return value === true;
  if (input === 'list' || isIds(input)) return Array.isArray(value) ? value.join('\n') : '';
  return value === null || value === undefined ? '' : String(value);
}

/** What was typed as the setting keeps it. */
export function kept({ input }: Pick<InstanceSetting, 'input'>, entered: string | boolean): unknown {
  if (typeof entered === 'boolean') return entered;
  if (input === 'number') return entered.trim() === '' ? null : Number(entered);
  if (isIds(input)) return entered.split('\n').filter(Boolean).map(Number);
  if (input === 'list')
    return entered
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return entered;
}

/** One setting: with its own save, or as it was decided elsewhere (FEATURES INS-01, INS-04). */
export const SettingRow = ({ setting }: { readonly setting: InstanceSetting }) =>
  setting.isFixed ? <FixedRow setting={setting} /> : <ChosenRow setting={setting} />;

/** What the environment decides: shown, and whence it comes. */
function FixedRow({ setting }: { readonly setting: InstanceSetting }) {
  const id = useId();
  const { value, choices } = setting;
  const words = choices.find((choice) => choice.value === value)?.label ?? String(value);
  return (
    <div id={`setting-${setting.id}`} className="setting-row">
      <Words id={id} setting={setting} />
      <div className="setting-value">
        <output id={id} className="mono setting-fixed">
          {words}
        </output>
      </div>
    </div>
  );
}

/** What it does, its default, what is wrong with it, and its own save. */
function ChosenRow({ setting }: { readonly setting: InstanceSetting }) {
  const before = typed(setting);
  const [entered, setEntered] = useState(before);
  const id = useId();
  const { label, input, isSet, version } = setting;
  const params = { name: setting.id };
  const { act, fault, isSaving } = useAct();
  const save = (value: string | boolean) =>
    act(
      () => call(settings.update, { params, body: { value: kept(setting, value) }, ifMatch: version }),
      text.saved(label),
    );
  const reset = () => void act(() => call(settings.reset, { params, ifMatch: version }), text.wasReset(label));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(entered);
  };
  const enter = (value: string | boolean) => {
    setEntered(value);
    if (input === 'switch') void save(value);
  };
  return (
    <form
      id={`setting-${setting.id}`}
      className="setting-row"
      data-off={setting.isActive ? undefined : true}
      onSubmit={onSubmit}
    >
      <Words id={id} setting={setting} />
      <div className="setting-value">
        <SettingInput id={id} setting={setting} entered={entered} onEnter={enter} />
        {fault ? (
          <p className="invalid-feedback d-block" role="alert">
            {fault}
          </p>
        ) : null}
        <p className="form-text">
          {input === 'secret' ? (isSet ? text.isSet : text.notSet) : `${text.default} ${defaultWords(setting)}`}
        </p>
        <div className="setting-acts">
          {input === 'switch' ? null : (
            <button
              type="submit"
              className="btn btn-primary btn-sm"
              aria-label={text.saveOf(label)}
              disabled={isSaving || entered === before}
            >
              {text.save}
            </button>
          )}
          {isSet ? <Reset label={label} disabled={isSaving} onReset={reset} /> : null}
        </div>
      </div>
    </form>
  );
}

interface ResetProps {
  readonly label: string;
  readonly disabled: boolean;
  readonly onReset: () => void;
}

function Reset({ label, disabled, onReset }: ResetProps) {
  return (
    <button
      type="button"
      className="btn btn-ghost btn-sm"
      aria-label={text.resetOf(label)}
      disabled={disabled}
      onClick={onReset}
    >
      {text.reset}
    </button>
  );
}

/** Saves, and keeps why that was refused. */
function useAct() {
  const { revalidate } = useRevalidator();
  const [fault, setFault] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const act = async (run: () => Promise<unknown>, told: string) => {
    setSaving(true);
    setFault(undefined);
    try {
      await run();
      toast({ tone: 'ok', text: told });
      await revalidate();
    } catch (error) {
      if (isAborted(error)) return;
      const problem = asProblem(error);
      setFault(problem.issues[0]?.message ?? problem.detail ?? problem.title);
    } finally {
      setSaving(false);
    }
  };
  return { act, fault, isSaving };
}

function Words({ id, setting }: { readonly id: string; readonly setting: InstanceSetting }) {
  return (
    <div className="setting-words">
      <label htmlFor={id}>{setting.label}</label>
      {setting.fault ? (
        <Badge tone={toneOf(setting.fault.severity)} title={setting.fault.message}>
          {text.severity[setting.fault.severity]}
        </Badge>
      ) : null}
      <p className="muted" id={`${id}-help`}>
        {setting.description} {setting.needs}
      </p>
      {setting.fault ? <p className="setting-fault">{setting.fault.message}</p> : null}
    </div>
  );
}

function defaultWords({ default: value, choices }: InstanceSetting): string {
  if (typeof value === 'boolean') return value ? text.on : text.off;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return text.nothing;
  return choices.find((choice) => choice.value === value)?.label ?? String(value);
}
