import {
  MetaTemplateDefinition,
  metaTemplateScopes,
  metaTemplates,
  templateLife,
  type UpdatePlan,
  type UpdateStrategy,
} from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import type * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, type FormItem, FormPage, Modal, newUuid } from '../../ui/index.js';
import { newDefinition } from './draft.js';
import { FieldsEditor } from './fields-editor.js';
import { life } from './life-text.js';
import { scopes } from './text.js';
import { safest, UpdateChoice } from './update-choice.js';

const words = life.editor;

/** What the form begins with: nothing, a template of our own, or a copy of any. */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const { ref } = params;
  if (ref === undefined) return { title: words.add, lead: words.lead, values: newDefinition(newUuid()) };
  const asked = { params: { ref }, signal: request.signal };
  const [template, definition] = await Promise.all([
    call(metaTemplates.get, asked),
    call(metaTemplates.definition, asked),
  ]);
  const isCopy = template.isShipped || new URL(request.url).pathname.includes('/copy/');
  if (isCopy) {
    const name = words.copyOf(definition.name);
    const values: MetaTemplateDefinition = { ...definition, name, uuid: newUuid(), version: 1 };
    return { title: words.copyTitle(definition.name), lead: template.isShipped ? words.shipped : words.lead, values };
  }
  const used = template.valueCount ?? 0;
  return {
    title: words.editTitle(definition.name),
    lead: used > 0 ? words.inUse(definition.version, used) : words.lead,
    values: used > 0 ? { ...definition, version: definition.version + 1 } : definition,
    template,
  };
}

interface Question {
  readonly plan: UpdatePlan;
  readonly definition: MetaTemplateDefinition;
  readonly answer: (strategy: UpdateStrategy | null) => void;
}

/** The template editor (FEATURES MT-03): a new template, a copy, or the newer version of one's own. */
export function Component() {
  const { title, lead, values, template } = useLoaderData<typeof loader>();
  const [question, setQuestion] = useState<Question>();
  const params = { ref: String(template?.id ?? '') };
  const update = async (definition: MetaTemplateDefinition, signal: AbortSignal) => {
    const plan = await call(templateLife.plan, { params, body: { definition }, signal });
    const strategy =
      plan.conflicts.length === 0
        ? 'update_existing'
        : await new Promise<UpdateStrategy | null>((answer) => setQuestion({ plan, definition, answer }));
    setQuestion(undefined);
    if (strategy === null) throw new DOMException('not now', 'AbortError');
    const { id } = await call(templateLife.update, {
      params,
      body: { strategy, definition },
      signal,
      ...(template ? { ifMatch: template.version } : {}),
    });
    return { id: id ?? template?.id ?? 0, name: definition.name, version: definition.version };
  };
  const add = async (definition: MetaTemplateDefinition, signal: AbortSignal) => {
    const { id } = await call(metaTemplates.importDefinition, { body: definition, signal });
    return { id, name: definition.name, version: definition.version };
  };
  return (
    <FormPage title={title} lead={lead}>
      <FormFor
        schema={MetaTemplateDefinition}
        values={values}
        fields={fieldsOf(values.uuid, template !== undefined)}
        issuePrefix={template ? ['definition'] : []}
        submit={words.submit}
        back={template ? `/metaTemplates/view/${template.id}` : '/metaTemplates/index'}
        onSave={template ? update : add}
        onSaved={({ id, name, version }) => ({ to: `/metaTemplates/view/${id}`, toast: words.saved(name, version) })}
      />
      {question && template ? <Choice question={question} scope={template.scope} params={params} /> : null}
    </FormPage>
  );
}

/** Scope and uuid of a template that exists stay. */
function fieldsOf(uuid: string, isOwn: boolean): readonly FormItem<z.input<typeof MetaTemplateDefinition>>[] {
  return [
    { name: 'name', label: words.name, input: 'text', width: 'half', required: true },
    {
      name: 'namespace',
      label: words.namespace,
      input: 'text',
      width: 'half',
      help: words.namespaceHelp,
      required: true,
    },
    {
      name: 'scope',
      label: words.scope,
      input: 'select',
      width: 'half',
      choices: metaTemplateScopes.map((value) => ({ value, label: scopes[value] })),
      disabled: isOwn,
    },
    { name: 'version', label: words.version, input: 'number', width: 'half', min: 1, step: 1 },
    { name: 'description', label: words.description, input: 'textarea', rows: 2, blank: 'text' },
    { name: 'source', label: words.source, input: 'text', width: 'half', help: words.sourceHelp, required: true },
    {
      name: 'uuid',
      label: words.uuid,
      input: 'uuid',
      width: 'half',
      help: words.uuidHelp,
      disabled: isOwn,
    },
    {
      name: 'metaFields',
      label: words.fields,
      input: 'custom',
      render: (control) => <FieldsEditor control={control} uuid={uuid} />,
    },
  ];
}

interface ChoiceProps {
  readonly question: Question;
  readonly scope: MetaTemplateDefinition['scope'];
  readonly params: { readonly ref: string };
}

/** Asked only when stored values conflict with what was written. */
function Choice({ question: { plan, definition, answer }, scope, params }: ChoiceProps) {
  const [strategy, setStrategy] = useState<UpdateStrategy>(() => safest(plan));
  return (
    <Modal
      title={life.plan.title(definition.name, plan.fromVersion, plan.toVersion)}
      show
      wide
      onClose={() => answer(null)}
      foot={
        <button type="button" className="btn btn-primary" onClick={() => answer(strategy)}>
          {life.plan.act}
        </button>
      }
    >
      <UpdateChoice
        plan={plan}
        scope={scope}
        strategy={strategy}
        onChoose={setStrategy}
        rehearse={(chosen) =>
          call(templateLife.update, { params, body: { strategy: chosen, definition, rehearse: true } })
        }
      />
    </Modal>
  );
}
