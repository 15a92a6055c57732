import { NewSignatureCheck, signatureChecks } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { checkAddress } from './signature-pieces.js';
import { text } from './text.js';

const words = text.signatures;

/** Asks which organisation signed something; the answer is recorded. */
export function Component() {
  return (
    <FormPage title={words.verify}>
      <FormFor
        schema={NewSignatureCheck}
        values={{ data: '', signature: '', purpose: '' }}
        fields={[
          {
            name: 'data',
            label: words.data,
            input: 'textarea',
            rows: 6,
            mono: true,
            required: true,
            help: words.dataHelp,
          },
          {
            name: 'signature',
            label: words.signature,
            input: 'textarea',
            rows: 6,
            mono: true,
            required: true,
            placeholder: '-----BEGIN PGP SIGNATURE-----',
            help: words.signatureHelp,
          },
          { name: 'purpose', label: words.purpose, input: 'text', blank: 'omit', help: words.purposeHelp },
        ]}
        submit={words.act}
        back="/encryptionKeys/signatures"
        onSave={(body, signal) => call(signatureChecks.verify, { body, signal })}
        onSaved={(check) => ({ to: checkAddress(check) })}
      />
    </FormPage>
  );
}
