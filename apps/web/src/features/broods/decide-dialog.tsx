import { type BroodProposal, broodProposals, type ProposalView } from '@cerebrate/contract';
import { useEffect, useMemo, useState } from 'react';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { asProblem, Diff, type DiffChoice, Modal, ProblemNote, Skeleton, toast, useSettled } from '../../ui/index.js';
import { text } from './text.js';

const words = text.proposals;

interface DecideDialogProps {
  readonly proposal: BroodProposal;
  readonly onClose: () => void;
  readonly onDecided: () => void;
}

/** A proposal beside what is here: each field can be taken from there or stay as it is. */
export function DecideDialog({ proposal, onClose, onDecided }: DecideDialogProps) {
  const params = { id: String(proposal.id) } as never;
  const asked = useMemo(
    () => call(broodProposals.get, { params: { id: String(proposal.id) } as never }),
    [proposal.id],
  );
  useEffect(() => void asked.catch(() => undefined), [asked]);
  const { value, error } = useSettled(asked);
  const [choices, setChoices] = useState<Readonly<Record<string, DiffChoice>>>({});
  const [isBusy, setBusy] = useState(false);
  const isOpen = proposal.state === 'waiting' && may('brood:pull');
  const act = async (deciding: () => Promise<unknown>, told: string) => {
    setBusy(true);
    try {
      await deciding();
      toast({ tone: 'ok', text: told });
      onDecided();
    } catch (failure) {
      tellFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  const fields = value ? takenFields(value, choices) : [];
  const accept = () => {
    const body = proposal.change === 'update' ? { fields } : {};
    return act(() => call(broodProposals.accept, { params, body }), words.accepted(proposal.title));
  };
  const refuse = () => act(() => call(broodProposals.refuse, { params, body: {} }), words.refused(proposal.title));
  const foot = (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.taking.close}
      </button>
      {isOpen ? (
        <>
          <button type="button" className="btn btn-plain" onClick={() => void refuse()} disabled={isBusy || !value}>
            {words.refuse}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            onClick={() => void accept()}
            disabled={isBusy || !value || (proposal.change === 'update' && fields.length === 0)}
          >
            {words.accept}
          </button>
        </>
      ) : null}
    </>
  );
  return (
    <Modal title={words.heading(proposal.title)} show onClose={onClose} foot={foot} wide>
      <div className="d-flex flex-column gap-3">
        {error ? <ProblemNote problem={asProblem(error)} /> : null}
        {!value && !error ? <Skeleton lines={4} /> : null}
        {value ? <p className="m-0">{words.leads[value.change](value.brood.name)}</p> : null}
        {value && value.change !== 'remove' ? (
          <Diff
            sides={text.comparing.sides}
            fields={value.compared.map(({ field, label, local, remote }) => ({
              key: field,
              label,
              here: joined(local),
              there: joined(remote),
            }))}
            {...(isOpen && value.change === 'update'
              ? {
                  choices: { ...defaults(value), ...choices },
                  onChoose: (key: string, choice: DiffChoice) => setChoices((now) => ({ ...now, [key]: choice })),
                }
              : {})}
          />
        ) : null}
      </div>
    </Modal>
  );
}

/** What was edited here stays unless somebody says otherwise. */
const defaults = ({ compared }: ProposalView): Record<string, DiffChoice> =>
  Object.fromEntries(
    compared
      .filter(({ state }) => state !== 'same')
      .map(({ field, state }) => [field, state === 'override' ? 'here' : 'there']),
  );

const takenFields = (view: ProposalView, choices: Readonly<Record<string, DiffChoice>>): string[] =>
  Object.entries({ ...defaults(view), ...choices }).flatMap(([field, choice]) => (choice === 'there' ? [field] : []));

const joined = (values: readonly string[]): string | null =>
  values.length === 0 ? null : [...values].sort().join(', ');
