import { connections, inbox, RegistrationPayload, registration } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, may } from '../../api/index.js';
import { rolesToChoose } from '../../parts/identity/index.js';
import { FormFor, FormPage, Json } from '../../ui/index.js';
import { ApproveRegistration } from './approve-registration.js';
import { ProcessConnection } from './process-connection.js';
import { text } from './text.js';

/** The request to decide, and what its kind needs to draw its form. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const request = await call(inbox.get, { params: ref, signal });
  const nothing = { registration: undefined, connection: undefined };
  if (request.kind.startsWith('tool.') && may('connection:read'))
    return { request, ...nothing, connection: await call(connections.ofRequest, { params: ref, signal }) };
  if (request.kind !== 'user.registration' || request.state !== 'open') return { request, ...nothing };
  const [advice, roles] = await Promise.all([
    call(registration.advice, { params: ref, signal }),
    rolesToChoose(signal),
  ]);
  return {
    request,
    ...nothing,
    registration: { advice, roles, wish: RegistrationPayload.parse(request.payload) },
  };
}

/** The dialog of a request, drawn by its kind (FEATURES MSG-02, REG-03). */
export function Component() {
  const { request, registration: asked, connection } = useLoaderData<typeof loader>();
  if (connection) return <ProcessConnection request={request} asked={connection} />;
  if (asked) return <ApproveRegistration id={request.id} {...asked} />;
  const { processing } = text;
  return (
    <FormPage title={processing.title} lead={request.title}>
      {request.canAccept ? (
        <FormFor
          schema={z.object({})}
          values={{}}
          fields={[{ heading: request.title, lead: processing.plain }]}
          submit={processing.act}
          back={`/inbox/view/${request.id}`}
          onSave={(_values, signal) => call(inbox.accept, { params: { ref: String(request.id) }, body: {}, signal })}
          onSaved={() => ({ toast: processing.done })}
        />
      ) : (
        <div className="form-body">
          <p className="notice-strip" data-tone="info">
            {request.state === 'open' ? processing.cannot : processing.decided(request.state, request.decidedBy ?? '')}
          </p>
          <Json value={request.payload} />
        </div>
      )}
    </FormPage>
  );
}
