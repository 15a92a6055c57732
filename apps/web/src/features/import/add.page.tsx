import { imports } from '@cerebrate/contract';
import * as z from 'zod';
import { upload } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const FileForm = z.object({ file: z.custom<File>((value) => value instanceof File, text.form.needed) });

/** Takes a file, by choosing, dropping or pasting (FEATURES CLI-01). */
export function Component() {
  return (
    <FormPage title={text.form.title} lead={text.form.lead}>
      <FormFor
        schema={FileForm}
        fields={[
          {
            name: 'file',
            label: text.form.file,
            input: 'file',
            help: text.form.fileHelp,
            required: true,
            accept: '.csv,.json,.ndjson,.jsonl,.txt,.tsv',
          },
        ]}
        submit={text.form.act}
        back="/import/index"
        onSave={({ file }, signal) => upload(imports.upload, file, { signal })}
        onSaved={(saved) => ({ to: `/import/view/${saved.id}?tab=mapping`, toast: text.form.done(saved.name) })}
      />
    </FormPage>
  );
}
