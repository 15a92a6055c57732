import { authKeys, type InstanceSetting, organisations, settings } from '@cerebrate/contract';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const setting = (id: string, value: unknown): InstanceSetting => ({
  id,
  category: 'Authentication',
  group: 'SCIM',
  label: id,
  description: '',
  input: 'switch',
  choices: [],
  value,
  default: null,
  isSet: true,
  isActive: true,
  needs: null,
  fault: null,
  isFixed: false,
  version: 1,
});

describe('the page of SCIM', () => {
  it('says whether providers are answered, what to enter there and what they reach', async () => {
    const api = fakeApi();
    signedIn();
    const values: Record<string, unknown> = { 'scim.enabled': true, 'scim.organisations': [9], 'scim.roles': [] };
    api.on(settings.get, ({ params }) => setting(params.name, values[params.name]));
    api.on(authKeys.list, () => ({ items: [], total: 0, page: 1, limit: 100 }));
    api.on(organisations.list, () => ({ items: [], total: null, page: 1, limit: 200 }));
    renderRoute('/instance/scim', [feature]);
    expect(await screen.findByText(/may add, change and disable users/)).toBeDefined();
    expect(screen.getByText(/\/scim\/v2$/)).toBeDefined();
    expect(screen.getByText('number 9, which is gone')).toBeDefined();
    expect(screen.getByText(/permits no more than the user has/)).toBeDefined();
    expect(screen.getByText(/No token yet/)).toBeDefined();
  });
});
