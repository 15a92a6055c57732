import { enumerations, type FormTemplate } from '@cerebrate/contract';
import { call, loadSession } from '../../api/index.js';
import { formTemplates } from '../../parts/meta-fields/form-templates.js';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import type { Choice } from '../../ui/index.js';

/** What the form of an organisation offers besides its fields. */
export interface FormOffers {
  readonly templates: readonly FormTemplate[];
  /** The countries on offer: all, unless a collection governs the field. */
  readonly countries: readonly Choice[];
  /** The only values allowed; null where any text is. */
  readonly sectors: readonly string[] | null;
  readonly types: readonly string[] | null;
}

/** Loads what the form offers: enumerations govern what may be chosen (FEATURES ENU-01…03). @throws ProblemError */
export async function loadOffers(signal: AbortSignal): Promise<FormOffers> {
  // a page that was opened directly is loaded beside the frame, which loads the session
  await loadSession();
  const allowed = async (field: string) =>
    (await call(enumerations.options, { params: { model: 'Organisations', field }, signal })).values;
  const [templates, countries, sectors, types] = await Promise.all([
    formTemplates('organisation', signal),
    allowed('country'),
    allowed('sector'),
    allowed('type'),
  ]);
  return { templates, countries: countriesAmong(countries), sectors, types };
}

/** A collection may name countries by code or by name. */
function countriesAmong(values: readonly string[] | null): readonly Choice[] {
  if (values === null) return countryChoices;
  const allowed = new Set(values.map((value) => value.toLowerCase()));
  return countryChoices.filter(
    (choice) => allowed.has(choice.value.toLowerCase()) || allowed.has(choice.label.toLowerCase()),
  );
}
