import { metaTemplates, templateLife, type UpdateStrategy } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { FormPage, toast } from '../../ui/index.js';
import { life } from './life-text.js';
import { safest, UpdateChoice } from './update-choice.js';

/** The template and what its newer shipped version means. */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { params: { ref: params['ref'] ?? '' }, signal };
  const [template, plan] = await Promise.all([
    call(metaTemplates.get, ref),
    call(templateLife.plan, { ...ref, body: {} }),
  ]);
  return { template, plan };
}

/** Takes the newer shipped version by one of the strategies (FEATURES MT-09, MT-10). */
export function Component() {
  const { template, plan } = useLoaderData<typeof loader>();
  const [strategy, setStrategy] = useState<UpdateStrategy>(() => safest(plan));
  const [pending, setPending] = useState(false);
  const navigate = useNavigate();
  const params = { ref: String(template.id) };
  const act = async () => {
    setPending(true);
    try {
      const report = await call(templateLife.update, { params, body: { strategy }, ifMatch: template.version });
      toast({ tone: 'ok', text: life.plan.done(template.name, report.toVersion) });
      void navigate(`/metaTemplates/view/${report.id ?? template.id}`, { replace: true });
    } catch (error) {
      tellFailure(error);
    }
    setPending(false);
  };
  return (
    <FormPage title={life.plan.title(template.name, plan.fromVersion, plan.toVersion)}>
      <div className="p-3">
        <UpdateChoice
          plan={plan}
          scope={template.scope}
          strategy={strategy}
          onChoose={setStrategy}
          rehearse={(chosen) => call(templateLife.update, { params, body: { strategy: chosen, rehearse: true } })}
        />
        <div className="d-flex justify-content-end mt-3">
          <button type="button" className="btn btn-primary" disabled={pending} onClick={() => void act()}>
            {life.plan.act}
          </button>
        </div>
      </div>
    </FormPage>
  );
}
