import { type BroodProposal, broodProposals, type ProposalView } from '@cerebrate/contract';
import { useState } from 'react';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  asProblem,
  Diff,
  type DiffChoice,
  Modal,
  ProblemNote,
  Skeleton,
  toast,
  useAsked,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';

const words = text.proposals;

interface DecideDialogProps {
  readonly proposal: BroodProposal;
  readonly onClose: () => void;
  readonly onDecided: () => void;
}

type Choices = Readonly<Record<string, DiffChoice>>;

/** A proposal beside what is here: each field can be taken from there or stay as it is. */
export function DecideDialog({ proposal, onClose, onDecided }: DecideDialogProps) {
  const asked = useAsked(() => call(broodProposals.get, { params: paramsOf(proposal) }), [proposal]);
  const { value, error } = useSettled(asked);
  const [choices, setChoices] = useState<Choices>({});
  const isOpen = proposal.state === 'waiting' && may('brood:pull');
  const foot = (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.taking.close}
      </button>
      {isOpen && value ? <Decide view={value} choices={choices} onDecided={onDecided} /> : null}
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

const paramsOf = ({ id }: Pick<BroodProposal, 'id'>) => ({ id: String(id) }) as never;

interface DecideProps {
  readonly view: ProposalView;
  readonly choices: Choices;
  readonly onDecided: () => void;
}

/** The two buttons that decide. */
function Decide({ view, choices, onDecided }: DecideProps) {
  const [isBusy, setBusy] = useState(false);
  const params = paramsOf(view);
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
  const fields = takenFields(view, choices);
  const body = view.change === 'update' ? { fields } : {};
  const accept = () => act(() => call(broodProposals.accept, { params, body }), words.accepted(view.title));
  const refuse = () => act(() => call(broodProposals.refuse, { params, body: {} }), words.refused(view.title));
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={() => void refuse()} disabled={isBusy}>
        {words.refuse}
      </button>
      <button
        type="button"
        className="btn btn-primary"
        onClick={() => void accept()}
        disabled={isBusy || (view.change === 'update' && fields.length === 0)}
      >
        {words.accept}
      </button>
    </>
  );
}

/** What was edited here stays unless somebody says otherwise. */
const defaults = ({ compared }: ProposalView): Record<string, DiffChoice> =>
  Object.fromEntries(
    compared
      .filter(({ state }) => state !== 'same')
      .map(({ field, state }) => [field, state === 'override' ? 'here' : 'there']),
  );

const takenFields = (view: ProposalView, choices: Choices): string[] =>
  Object.entries({ ...defaults(view), ...choices }).flatMap(([field, choice]) => (choice === 'there' ? [field] : []));

const joined = (values: readonly string[]): string | null =>
  values.length === 0 ? null : [...values].sort().join(', ');
