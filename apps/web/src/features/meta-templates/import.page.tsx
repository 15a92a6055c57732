import { metaTemplates } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { type FieldControl, FileDrop, FormFor, FormPage, Icon, inputProps, toast } from '../../ui/index.js';
import { DefinitionText, ImportForm } from './definition-text.js';
import { text } from './text.js';

const words = text.importForm;

/** Adds a template from its file (FEATURES MT-03). What is wrong with it is told before it is sent. */
export function Component() {
  return (
    <FormPage title={words.title} lead={words.lead}>
      <FormFor
        schema={ImportForm}
        values={{ content: '' }}
        fields={[
          {
            name: 'content',
            label: words.json,
            input: 'custom',
            help: words.jsonHelp,
            render: (control) => <ContentInput control={control} />,
          },
        ]}
        submit={words.act}
        back="/metaTemplates/index"
        onSave={({ content }, signal) => call(metaTemplates.importDefinition, { body: content, signal })}
        onSaved={(saved) => ({ to: `/metaTemplates/view/${saved.id}`, toast: words.done(saved.name) })}
      />
    </FormPage>
  );
}

/** A file that is dropped or chosen fills the text, where it can be read and mended. */
function ContentInput({ control }: { readonly control: FieldControl }) {
  const content = typeof control.value === 'string' ? control.value : '';
  const take = async (file: unknown) => {
    if (!(file instanceof File)) return;
    try {
      control.onChange(await file.text());
    } catch {
      toast({ tone: 'broken', text: words.unreadable });
    }
  };
  const drop: FieldControl = {
    ...control,
    id: `${control.id}-file`,
    label: words.file,
    value: null,
    onChange: (file) => void take(file),
  };
  return (
    <div className="d-flex flex-column gap-2">
      <FileDrop control={drop} accept=".json,application/json" />
      <textarea
        {...inputProps(control)}
        className={`form-control mono${control.invalid ? ' is-invalid' : ''}`}
        rows={12}
        spellCheck={false}
        value={content}
        onChange={(event) => control.onChange(event.target.value)}
      />
      <Preview content={content} />
    </div>
  );
}

/** What the text would add, as soon as it reads. */
function Preview({ content }: { readonly content: string }) {
  const read = content === '' ? undefined : DefinitionText.safeParse(content);
  if (!read?.success) return null;
  const { name, version, metaFields } = read.data;
  return (
    <p className="mb-0" role="status">
      <Icon name="check-circle" /> {words.preview(name, version, metaFields.length)}
    </p>
  );
}
